import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const OUT = fileURLToPath(new URL('../dist/ui/', import.meta.url));

/** Scripts, styles and icon by name, each with the hash of its content in it. Chart.js is in a part of its own. */
const bundle = () =>
  build({
    absWorkingDir: HERE,
    entryPoints: { main: 'src/main.tsx', style: 'src/styles/main.css', icon: 'icon.svg' },
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    outdir: OUT,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // The arithmetic of rules is the API's own, and that reads addresses as Node does.
    alias: { 'node:net': './src/fleet/net.ts' },
    loader: { '.svg': 'copy' },
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });

/** A script that waits for no other and is waited for by none: it asks for the first rows. */
const bundleEarly = () =>
  build({
    absWorkingDir: HERE,
    entryPoints: { early: 'src/early.ts' },
    entryNames: '[name]-[hash]',
    outdir: OUT,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });

/** `{{style.css}}` in index.html stands for the file's name with its hash. */
const withNames = (html: string, names: readonly string[]): string =>
  html.replace(/\{\{(\w+)\.(\w+)\}\}/g, (asked, stem, extension) => {
    const name = names.find((candidate) => candidate.startsWith(`${stem}-`) && candidate.endsWith(`.${extension}`));
    if (name === undefined) throw new Error(`index.html names ${asked}, which is not built.`);
    return name;
  });

/** The parts that the first script imports: named in the page, they are fetched beside it, not after it. */
const partsOfMain = ({ outputs }: Metafile): string[] => {
  const main = Object.entries(outputs).find(([path]) => basename(path).startsWith('main-'));
  return (main?.[1].imports ?? [])
    .filter(({ kind, path }) => kind === 'import-statement' && path.endsWith('.js'))
    .map(({ path }) => basename(path));
};

const withPreloads = (html: string, names: readonly string[]): string =>
  html.replace(
    /( *)<script type="module"/,
    (script, indent) =>
      names.map((name) => `${indent}<link rel="modulepreload" href="/ui/${name}">\n`).join('') + script,
  );

/** Whoever reads the folder meanwhile finds the old file or the new one, whole. */
const writeWhole = (name: string, content: Buffer): void => {
  const draft = join(OUT, `.${name}.${process.pid}`);
  writeFileSync(draft, content);
  renameSync(draft, join(OUT, name));
};

/** Bundles the page into `dist/ui` and gives its files by name. */
export const buildPage = async (): Promise<Map<string, Buffer>> => {
  const [{ outputFiles, metafile }, early] = await Promise.all([bundle(), bundleEarly()]);
  const files = new Map(
    [...outputFiles, ...early.outputFiles].map(({ path, contents }) => [basename(path), Buffer.from(contents)]),
  );
  mkdirSync(OUT, { recursive: true });
  for (const [name, content] of files) writeWhole(name, content);
  const template = readFileSync(join(HERE, 'index.html'), 'utf8');
  const html = withPreloads(withNames(template, [...files.keys()]), partsOfMain(metafile));
  files.set('index.html', Buffer.from(html));
  writeWhole('index.html', Buffer.from(html));
  for (const name of readdirSync(OUT)) if (!name.startsWith('.') && !files.has(name)) rmSync(join(OUT, name));
  return files;
};

/** The sources that are in it, from the root of the repository. */
export const inputsOfPage = async (): Promise<string[]> => {
  const built = await Promise.all([bundle(), bundleEarly()]);
  const inputs = new Set(built.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
  return [...inputs].map((path) => relative(ROOT, join(HERE, path)));
};

const tell = async (): Promise<void> => {
  const sizes = [...(await buildPage())].map(([name, content]) => ({
    name,
    bytes: brotliCompressSync(content).length,
  }));
  for (const { name, bytes } of sizes) console.log(`${name}  ${bytes} bytes transferred`);
  console.log(`together  ${sizes.reduce((sum, { bytes }) => sum + bytes, 0)} bytes`);
};

// Not awaited: a module that waits at its top cannot be required, and jest tries that first.
if (process.argv[1] === fileURLToPath(import.meta.url)) void tell();
