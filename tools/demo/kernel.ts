import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';

export interface Kernel {
  /** The file that is booted. */
  image: string;
  /** The folder of its modules. */
  modules: string;
}

/** The newest Debian kernel of this machine; undefined when it has none with modules. */
export const findKernel = (boot = '/boot', modules = '/lib/modules'): Kernel | undefined => {
  const names = existsSync(boot) ? readdirSync(boot).filter((name) => name.startsWith('vmlinuz-')) : [];
  return names
    .map((name) => ({ image: join(boot, name), modules: join(modules, name.slice('vmlinuz-'.length)) }))
    .filter((kernel) => existsSync(join(kernel.modules, 'modules.dep')))
    .sort((a, b) => b.image.localeCompare(a.image, 'en', { numeric: true }))[0];
};

const moduleName = (file: string): string => basename(file).replaceAll('-', '_').split('.')[0] ?? '';

/**
 * The files of some modules and of all that they need, in the order in which they are loaded. `dependencies` is the text
 * of `modules.dep`: a line has a module, and behind it what it needs, the first to be loaded last. A module that is not
 * in there is a part of the kernel.
 */
export const loadOrder = (dependencies: string, wanted: readonly string[]): string[] => {
  const lines = dependencies.split('\n').map((line) => line.split(/:?\s+/).filter(Boolean));
  return [
    ...new Set(wanted.flatMap((name) => (lines.find(([file = '']) => moduleName(file) === name) ?? []).toReversed())),
  ];
};

const plain = (file: string): Buffer => {
  if (file.endsWith('.xz')) return execFileSync('xz', ['-dc', file], { maxBuffer: 64 * 1024 * 1024 });
  return file.endsWith('.zst') ? zstdDecompressSync(readFileSync(file)) : readFileSync(file);
};

/** Modules of a kernel as files, uncompressed, in the order in which they are loaded. */
export const readModules = ({ modules }: Kernel, wanted: readonly string[]): { name: string; content: Buffer }[] =>
  loadOrder(readFileSync(join(modules, 'modules.dep'), 'utf8'), wanted).map((file) => ({
    name: `${moduleName(file)}.ko`,
    content: plain(join(modules, file)),
  }));
