import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { startChild } from '../child.ts';

/** The embedded engine's data in a data folder. */
export const EMBEDDED_FILE = 'muster.db';

const require = createRequire(import.meta.url);

/** The npm package that has the embedded engine for this platform, where there is one. */
export const EMBEDDED_PACKAGE = `@dynoxide/${process.platform}-${process.arch}`;

/** The program of the embedded engine, or undefined where none is installed that fits this platform. */
export const embeddedBinary = (): string | undefined => {
  try {
    const home = dirname(require.resolve(`${EMBEDDED_PACKAGE}/package.json`));
    return [join(home, 'dynoxide'), join(home, 'bin', 'dynoxide')].find(existsSync);
  } catch {
    return undefined;
  }
};

/**
 * An address of this machine's loopback network that nobody can guess: 24 bits, to which the port adds 15. The engine
 * checks no credentials and lets every origin read its answers, so a web page must not find it. Only Linux answers on
 * all of 127.0.0.0/8 without being told to.
 */
export const secretHost = (): string => {
  if (process.platform !== 'linux') return '127.0.0.1';
  const [a = 0, b = 0, c = 0] = randomBytes(3);
  return `127.${a}.${b}.${Math.min(Math.max(c, 1), 254)}`;
};

/** @throws Error with one sentence when the program may not be run. */
export const startEmbedded = (binary: string, host: string, port: number, folder: string): ChildProcess => {
  try {
    accessSync(binary, constants.X_OK);
  } catch {
    throw new Error(`The embedded engine ${binary} is not executable; run chmod +x on it, or npm ci once more.`);
  }
  return startChild(binary, [
    'serve',
    '--host',
    host,
    '--port',
    String(port),
    '--db-path',
    join(folder, EMBEDDED_FILE),
  ]);
};
