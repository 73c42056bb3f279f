import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface Checkpoints {
  get(name: string): string | undefined;
  set(name: string, sequenceNumber: string): void;
}

const load = (file: string): Record<string, string> => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
};

/** How far each reader has come, kept in a file that is replaced as a whole: being killed while it is written harms nothing. */
export const openCheckpoints = (file: string): Checkpoints => {
  const known = load(file);
  return {
    get: (name) => known[name],
    set: (name, sequenceNumber) => {
      known[name] = sequenceNumber;
      writeFileSync(`${file}.new`, JSON.stringify(known, null, 2), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
};
