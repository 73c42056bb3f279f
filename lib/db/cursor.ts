import { createHash } from 'node:crypto';
import { type AppError, invalid } from '#lib/core/errors';
import { compareBytes } from '#lib/core/text';
import type { KeyQuery } from './keys.ts';
import type { Item } from './requests.ts';

/**
 * A cursor is a position inside one list and nothing else: the list itself is not in it, only a digest of both. So a
 * cursor of one list is refused by every other, as is one that was altered, and none can be bent into a query of the
 * caller's own.
 */
const digest = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);

/** What is said of a cursor that is not one of the list it is sent to. */
export const notOurs = (): AppError =>
  invalid([{ path: 'cursor', message: 'is not a cursor of this list' }], 'cursor.invalid');

const SORT_KEY_BYTES = 1024;
const PARTITION_KEY_BYTES = 2048;

const isKey = (text: string, maxBytes: number): boolean =>
  text !== '' && text.isWellFormed() && Buffer.byteLength(text) <= maxBytes;

/** Makes an opaque cursor from a position in the list of that name. */
export const sealCursor = (list: string, position: readonly string[]): string =>
  Buffer.from(JSON.stringify([digest(list, ...position), ...position])).toString('base64url');

/**
 * The position that `sealCursor` was given.
 * @throws AppError (400) when the text is not a cursor, or is one of another list.
 */
export const openCursor = (list: string, cursor: string): string[] => {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw notOurs();
  }
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) throw notOurs();
  const [, ...position] = parts as string[];
  // Whoever reads this code can seal what they like; a position is part of a key.
  if (!position.every((part) => isKey(part, PARTITION_KEY_BYTES))) throw notOurs();
  // Only what sealCursor writes is a cursor, to the letter: base64 has more than one spelling.
  if (sealCursor(list, position) !== cursor) throw notOurs();
  return position;
};

/** DynamoDB refuses to start outside of what is asked for. */
const isInside = ({ prefix = '', from = '', to }: KeyQuery, sort: string): boolean =>
  sort.startsWith(prefix) && compareBytes(sort, from) >= 0 && (to === undefined || compareBytes(sort, to) <= 0);

const listOf = ({ index = false, partition, prefix, from, to }: KeyQuery): string =>
  JSON.stringify([index, partition, prefix, from, to]);

/** The cursor of the page after the one that ended with `next` (a table page's `next`); undefined after the last. */
export const cursorAfter = (keyQuery: KeyQuery, next: Item | undefined): string | undefined => {
  if (!next) return undefined;
  const { pk, sk, isk } = next as Record<string, string>;
  return sealCursor(listOf(keyQuery), keyQuery.index ? [String(isk), String(pk), String(sk)] : [String(sk)]);
};

/**
 * Where to go on reading, from a cursor of this query; undefined without one.
 * @throws AppError (400) when it is not one.
 */
export const positionAfter = (keyQuery: KeyQuery, cursor: string | undefined): Item | undefined => {
  if (cursor === undefined) return undefined;
  const position = openCursor(listOf(keyQuery), cursor);
  const [sort = '', pk = '', sk = ''] = position;
  if (position.length !== (keyQuery.index ? 3 : 1)) throw notOurs();
  if (!isKey(sort, SORT_KEY_BYTES) || !isInside(keyQuery, sort)) throw notOurs();
  if (!keyQuery.index) return { pk: keyQuery.partition, sk: sort };
  if (!isKey(pk, PARTITION_KEY_BYTES) || !isKey(sk, SORT_KEY_BYTES)) throw notOurs();
  return { ipk: keyQuery.partition, isk: sort, pk, sk };
};
