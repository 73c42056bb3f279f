import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What the local stack keeps in its folder. */
const OURS = /^(muster\.db|muster\.log|stream\.json|stack\.json|dead-letters\.jsonl|dynamodb-local)/;

/** For its owner alone: what was made by a version that did not take care of it, and what is made from now on. */
const makePrivate = (folder: string): void => {
  const names = readdirSync(folder);
  for (const name of names.filter((each) => OURS.test(each)))
    chmodSync(join(folder, name), name === 'dynamodb-local' ? 0o700 : 0o600);
  const inner = join(folder, 'dynamodb-local');
  if (existsSync(inner)) for (const name of readdirSync(inner)) chmodSync(join(inner, name), 0o600);
  // A folder in which others keep something as well (`MUSTER_DATA=/tmp`) stays as open as it is.
  if (names.every((name) => OURS.test(name))) chmodSync(folder, 0o700);
};

/** One by one: Node's own recursion never ends under `/proc`, where making a folder fails as if its parent were missing. */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another start may have been faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
};

/**
 * Makes a data folder that its owner alone can read, and sees that it can be written.
 * @throws Error with one sentence when it cannot.
 */
export const prepareFolder = (folder: string): void => {
  try {
    makeFolder(resolve(folder));
    accessSync(folder, constants.W_OK);
    const probe = join(folder, '.writable');
    writeFileSync(probe, '');
    rmSync(probe);
    makePrivate(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`The data folder ${folder} cannot be written (${code}); set MUSTER_DATA to another one.`);
  }
};
