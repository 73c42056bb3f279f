import { clippedToBytes } from '#lib/core/text';
import type { Key, KeyQuery } from './key.ts';

/** A term is under its first character, so that one query finds whatever begins so. */
const searchPartition = (term: string): string => `SEARCH#${[...term][0] ?? ''}`;

/** A sort key has at most 1,024 bytes, and the longest id is 128 characters of four bytes. */
const TERM_BYTES = 400;
const encodedTerm = (term: string): string => clippedToBytes(term.replace(/[%#]/g, encodeURIComponent), TERM_BYTES);

export const searchKey = (term: string, kind: string, id: string): Key => ({
  pk: searchPartition(term),
  sk: `${encodedTerm(term)}#${kind}#${id}`,
});
export const searchTerms = (prefix: string): KeyQuery => ({
  partition: searchPartition(prefix),
  prefix: encodedTerm(prefix),
});
