import type { Page, Paging } from '#lib/core/page';
import { batchGet, batchWrite } from '#lib/db/batch';
import { all, atMost, either, hasNo, is, isNew, isThere } from '#lib/db/conditions';
import { unlessRefused } from '#lib/db/errors';
import { namedTokensOf, tokenKey, tokenNameKey, tokenOfUserKey, tokensOf, userKey } from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
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

/**
 * Keeps a token under a name of its user's, while the user is not disabled and the name is free: nobody has it, or what
 * had it has expired.
 */
export const createNamed = async (
  session: SessionRecord & { label: string },
  now: Date,
): Promise<'created' | 'disabled' | 'taken'> => {
  const { hash, user, name, label, expiresAtSeconds } = session;
  const isFree = either(isNew, atMost('expiresAtSeconds', Math.floor(now.getTime() / 1000)));
  const pointer = { hash, expiresAtSeconds };
  const refused = await transactNamed({
    user: step.check(userKey(name), all(isThere, hasNo('disabledAt'))),
    name: step.put({ ...tokenNameKey(user, label), type: 'token-name', ...pointer }, isFree),
    token: [
      step.put({ ...tokenKey(hash), type: 'token', ...session }),
      step.put({ ...tokenOfUserKey(user, hash), type: 'user-token', ...pointer, label }),
    ],
  });
  if (!refused) return 'created';
  return refused.user ? 'disabled' : 'taken';
};

/** The token that a user has under a name. */
export const findNamed = async (user: number, name: string): Promise<SessionRecord | undefined> => {
  const pointer = await table.get(tokenNameKey(user, name));
  return pointer && find(String(pointer.hash));
};

/** A page of a user's named tokens, by their names. @throws AppError (400) for a bad cursor. */
export const pageOfNamed = async (user: number, paging: Paging): Promise<Page<SessionRecord>> => {
  const { items, cursor } = await queryPage(namedTokensOf(user), paging, ({ hash }) => tokenKey(String(hash)));
  return { items: (await batchGet(items)).map(asSession), cursor };
};

/** One strongly consistent get: a token is dead the moment it is removed. */
export const find = async (hash: string): Promise<SessionRecord | undefined> => {
  const item = await table.get(tokenKey(hash));
  return item && asSession(item);
};

/** Keeps the time of a use, unless the token is gone, or somebody noted a use since `before`. */
export const noteUse = (hash: string, at: string, before: string): Promise<void> =>
  unlessRefused(table.update(tokenKey(hash), { set: { lastUsedAt: at } }, all(isThere, atMost('lastUsedAt', before))));

export const remove = async ({ hash, user, label }: Pick<SessionRecord, 'hash' | 'user' | 'label'>): Promise<void> => {
  await unlessRefused(table.signDeletion(tokenKey(hash), isThere));
  await transact([
    step.remove(tokenKey(hash)),
    step.remove(tokenOfUserKey(user, hash)),
    // The name may be another token's by now.
    ...(label === undefined ? [] : [step.remove(tokenNameKey(user, label), either(isNew, is('hash', hash)))]),
  ]);
};

const pointersOf = async (user: number): Promise<{ hash: string; label: string | undefined }[]> => {
  const pointers: { hash: string; label: string | undefined }[] = [];
  for await (const items of table.queryAll(tokensOf(user)))
    pointers.push(...items.map(({ hash, label }) => ({ hash: String(hash), label: label as string | undefined })));
  return pointers;
};

/** Ends every token of a user, the tokens before the pointers to them, and gives how many pointers there were. */
export const removeAllOf = async (user: number): Promise<number> => {
  const pointers = await pointersOf(user);
  await batchWrite(pointers.map(({ hash }) => ({ remove: tokenKey(hash) })));
  const names = pointers.flatMap(({ label }) => (label === undefined ? [] : [tokenNameKey(user, label)]));
  await batchWrite([...new Map(names.map((key) => [key.sk, key])).values()].map((key) => ({ remove: key })));
  await batchWrite(pointers.map(({ hash }) => ({ remove: tokenOfUserKey(user, hash) })));
  return pointers.length;
};

/** The tokens of a user, those included that have expired and are not deleted yet. */
export const listOf = async (user: number): Promise<SessionRecord[]> =>
  (await batchGet((await pointersOf(user)).map(({ hash }) => tokenKey(hash)))).map(asSession);
