import type { Key, KeyQuery } from './key.ts';

export const userKey = (name: string): Key => ({ pk: 'USERS', sk: name });
/** Where the next number of its kind comes from. */
export const counterKey = (of: string): Key => ({ pk: 'COUNTERS', sk: of });
export const tokenKey = (hash: string): Key => ({ pk: `TOKEN#${hash}`, sk: 'TOKEN' });
/** Points to a token. In the table, not in its index: disabling a user must find every token, also the newest. */
export const tokenOfUserKey = (user: number, hash: string): Key => ({ pk: `USER#${user}`, sk: `TOKEN#${hash}` });
/** Leads to a token by the name that its user gave it. */
export const tokenNameKey = (user: number, name: string): Key => ({ pk: `USER#${user}`, sk: `NAMED#${name}` });
export const loginAttemptsKey = (of: 'name' | 'address', whom: string): Key => ({
  pk: `TRIES#${of}#${whom}`,
  sk: 'TRIES',
});

export const users: KeyQuery = { partition: 'USERS' };
export const namedTokensOf = (user: number): KeyQuery => ({ partition: `USER#${user}`, prefix: 'NAMED#' });
export const tokensOf = (user: number): KeyQuery => ({ partition: `USER#${user}`, prefix: 'TOKEN#' });
