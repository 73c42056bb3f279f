import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface Checkpoints {
  get(name: string): string | undefined;
  /** What is in the file, and so what a reader goes on from after a crash. */
  saved(name: string): string | undefined;
  set(name: string, sequenceNumber: string): void;
  /** Writes what is not in the file yet. */
  save(): void;
}

const load = (file: string): Record<string, string> => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
};

const SAVE_EVERY_MS = 1000;

/**
 * How far each reader has come, kept in a file that is replaced as a whole: being killed while it is written harms
 * nothing. It is written at most once a second; what was read since the last time is read again after a crash.
 */
export const openCheckpoints = (file: string, { everyMs = SAVE_EVERY_MS } = {}): Checkpoints => {
  const known = load(file);
  let saved = { ...known };
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    writeFileSync(`${file}.new`, JSON.stringify(known, null, 2), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    saved = { ...known };
  };
  return {
    get: (name) => known[name],
    saved: (name) => saved[name],
    set: (name, sequenceNumber) => {
      known[name] = sequenceNumber;
      timer ??= setTimeout(save, everyMs);
    },
    save: () => {
      if (timer !== undefined) save();
    },
  };
};
