import { readFileSync } from 'node:fs';
import { PAGE_POLICY } from '#lib/http/content-security-policy';
import { fileUnknown } from '#lib/http/errors';
import { type StaticFile, staticFile } from '#lib/http/static-file';

// From lib/ui/ as from functions/ui/, where the bundle of a deployed function lies, this is the same folder.
const BUILT = new URL('../../dist/ui/', import.meta.url);

const MEDIA: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** The names that `web/build.ts` gives: none leads out of the folder, and each stands for one content for ever. */
const NAME = /^[a-z]+-[A-Z0-9]{8}\.(js|css|svg)$/;

/** The page itself. Not kept: it is small, and names the newest of the others. */
export const page = (): StaticFile =>
  staticFile(readFileSync(new URL('index.html', BUILT)), 'text/html; charset=utf-8', {
    'Content-Security-Policy': PAGE_POLICY,
  });

const kept = new Map<string, StaticFile>();

/** A script, style sheet or picture of the page. @throws AppError 404. */
export const part = (name: string): StaticFile => {
  const known = kept.get(name);
  if (known) return known;
  const media = MEDIA[NAME.exec(name)?.[1] ?? ''];
  if (media === undefined) throw fileUnknown(name);
  try {
    const made = staticFile(readFileSync(new URL(name, BUILT)), media);
    kept.set(name, made);
    return made;
  } catch {
    throw fileUnknown(name);
  }
};
