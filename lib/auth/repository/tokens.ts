import { batchGet, batchWrite } from '#lib/db/batch';
import { all, atMost, hasNo, is, isThere } from '#lib/db/conditions';
import { unlessRefused } from '#lib/db/errors';
import { tokenKey, tokenOfUserKey, tokensOf, userKey } from '#lib/db/keys';
import { type Item, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact, transactNamed } from '#lib/db/transact';
import { SessionRecord, type UserRecord } from '../model.ts';

const asSession = (item: Item): SessionRecord => SessionRecord.parse(item);

/**
 * Keeps a token, and the pointer by which its user finds it, while the user is as it was when the password was compared:
 * neither disabled nor given another password since.
 */
export const create = async (account: UserRecord, session: SessionRecord): Promise<'created' | 'user-changed'> => {
  const { hash, user, expiresAtSeconds } = session;
  const pointer = { ...tokenOfUserKey(user, hash), type: 'user-token', hash, expiresAtSeconds };
  const refused = await transactNamed({
    user: step.check(userKey(account.name), all(is('password', account.password), hasNo('disabledAt'))),
    token: step.put({ ...tokenKey(hash), type: 'token', ...session }),
    pointer: step.put(pointer),
  });
  return refused ? 'user-changed' : 'created';
};

/** One strongly consistent get: a token is dead the moment it is removed. */
export const find = async (hash: string): Promise<SessionRecord | undefined> => {
  const item = await table.get(tokenKey(hash));
  return item && asSession(item);
};

/** Keeps the time of a use, unless the token is gone, or somebody noted a use since `before`. */
export const noteUse = (hash: string, at: string, before: string): Promise<void> =>
  unlessRefused(table.update(tokenKey(hash), { set: { lastUsedAt: at } }, all(isThere, atMost('lastUsedAt', before))));

export const remove = async ({ hash, user }: Pick<SessionRecord, 'hash' | 'user'>): Promise<void> => {
  await unlessRefused(table.signDeletion(tokenKey(hash), isThere));
  await transact([step.remove(tokenKey(hash)), step.remove(tokenOfUserKey(user, hash))]);
};

const hashesOf = async (user: number): Promise<string[]> => {
  const hashes: string[] = [];
  for await (const items of table.queryAll(tokensOf(user))) hashes.push(...items.map(({ hash }) => String(hash)));
  return hashes;
};

/** Ends every token of a user, the tokens before the pointers to them, and gives how many pointers there were. */
export const removeAllOf = async (user: number): Promise<number> => {
  const hashes = await hashesOf(user);
  await batchWrite(hashes.map((hash) => ({ remove: tokenKey(hash) })));
  await batchWrite(hashes.map((hash) => ({ remove: tokenOfUserKey(user, hash) })));
  return hashes.length;
};

/** The tokens of a user, those included that have expired and are not deleted yet. */
export const listOf = async (user: number): Promise<SessionRecord[]> =>
  (await batchGet((await hashesOf(user)).map(tokenKey))).map(asSession);
