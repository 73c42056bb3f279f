import { createHash } from 'node:crypto';

/** In which of so many parts an entry is, from 0: by its hash, so for ever in the same one. */
export const partOf = (entry: string, parts: number): number =>
  createHash('sha256').update(entry).digest().readUInt32BE() % parts;
