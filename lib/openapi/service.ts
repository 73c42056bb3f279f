import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PAGE_POLICY } from '#lib/http/content-security-policy';
import { fileUnknown } from '#lib/http/errors';
import { type StaticFile, staticFile } from '#lib/http/static-file';
import { INIT, PAGE } from './swagger-ui.ts';

// Not called `require`: a bundler would try to follow it. Packaged functions carry these files under the same names.
const found = createRequire(import.meta.url);

const shipped = (name: string, media: string): StaticFile =>
  staticFile(readFileSync(found.resolve(`swagger-ui-dist/${name}`)), media);

const FILES: Readonly<Record<string, () => StaticFile>> = {
  'swagger-ui.css': () => shipped('swagger-ui.css', 'text/css; charset=utf-8'),
  'swagger-ui-bundle.js': () => shipped('swagger-ui-bundle.js', 'text/javascript; charset=utf-8'),
  'favicon-32x32.png': () => shipped('favicon-32x32.png', 'image/png'),
  'init.js': () => staticFile(INIT, 'text/javascript; charset=utf-8'),
};

const kept = new Map<string, StaticFile>();

/** Makes a file at its first use, and once. */
const once = (name: string, make: () => StaticFile): StaticFile => {
  const made = kept.get(name) ?? make();
  kept.set(name, made);
  return made;
};

/** The page to read it and to call from. */
export const page = (): StaticFile =>
  once('/apidocs/', () => staticFile(PAGE, 'text/html; charset=utf-8', { 'Content-Security-Policy': PAGE_POLICY }));

/** A part of the page. @throws AppError 404. */
export const part = (name: string): StaticFile => {
  const make = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (!make) throw fileUnknown(name);
  return once(name, make);
};
