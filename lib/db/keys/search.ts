import type { Key, KeyQuery } from './key.ts';

/** A term is under its first character, so that one query finds whatever begins so. */
const searchPartition = (term: string): string => `SEARCH#${[...term][0] ?? ''}`;
const encodedTerm = (term: string): string => term.replace(/[%#]/g, encodeURIComponent);
export const searchKey = (term: string, kind: string, id: string): Key => ({
  pk: searchPartition(term),
  sk: `${encodedTerm(term)}#${kind}#${id}`,
});
export const searchTerms = (prefix: string): KeyQuery => ({
  partition: searchPartition(prefix),
  prefix: encodedTerm(prefix),
});
