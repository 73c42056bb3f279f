import { isNew, isThere } from '#lib/db/conditions';
import { counterKey, userKey, users } from '#lib/db/keys';
import { type Item, putRequest } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { UserRecord } from '../model.ts';

const asAccount = (item: Item): UserRecord => UserRecord.parse(item);

/** Numbers 1 and 2 are the sample users', also where there are none: a number never means two people. */
const SAMPLES = 2;

/** The next user's number: each is given out once. */
export const nextId = async (): Promise<number> => {
  const { added } = await table.update(counterKey('users'), { set: { type: 'count' }, add: { added: 1 } });
  return SAMPLES + Number(added);
};

const asItem = (account: UserRecord) => ({ ...userKey(account.name), type: 'user', ...account });

/** The request that makes a user whose name is free. */
export const creation = (account: UserRecord) => putRequest(asItem(account), isNew);

/** @throws ConditionFailed when the name is taken. */
export const create = (account: UserRecord): Promise<void> => table.put(asItem(account), isNew);

export const find = async (name: string): Promise<UserRecord | undefined> => {
  const item = await table.get(userKey(name));
  return item && asAccount(item);
};

export const list = async (): Promise<UserRecord[]> => {
  const found: UserRecord[] = [];
  for await (const items of table.queryAll(users)) found.push(...items.map(asAccount));
  return found;
};

/** @throws ConditionFailed when there is no such user. */
export const setPassword = async (name: string, password: string): Promise<UserRecord> =>
  asAccount(await table.update(userKey(name), { set: { password }, remove: ['sample'] }, isThere));

/** @throws ConditionFailed when there is no such user. */
export const disable = async (name: string, disabledAt: string): Promise<UserRecord> =>
  asAccount(await table.update(userKey(name), { setOnce: { disabledAt } }, isThere));

/** @throws ConditionFailed when there is no such user. */
export const enable = async (name: string): Promise<UserRecord> =>
  asAccount(await table.update(userKey(name), { remove: ['disabledAt'] }, isThere));
