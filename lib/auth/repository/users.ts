import { isNew, isThere } from '#lib/db/conditions';
import { orWhenRefused } from '#lib/db/errors';
import { counterKey, userKey, users } from '#lib/db/keys';
import { type Item, type ItemUpdate, putRequest } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { type Role, UserRecord } from '../model.ts';

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

/** Makes a user, unless another has the name. Sent twice, it is its own that has it. */
export const create = (account: UserRecord): Promise<'created' | 'name-taken'> =>
  orWhenRefused(
    table.put(asItem(account), isNew).then(() => 'created'),
    ({ item }) => (item?.id === account.id ? 'created' : 'name-taken'),
  );

/** What a change of a user that is there gives; undefined when there is no such user. */
const changed = (name: string, change: ItemUpdate): Promise<UserRecord | undefined> =>
  orWhenRefused(table.update(userKey(name), change, isThere).then(asAccount), () => undefined);

export const find = async (name: string): Promise<UserRecord | undefined> => {
  const item = await table.get(userKey(name));
  return item && asAccount(item);
};

export const list = async (): Promise<UserRecord[]> => {
  const found: UserRecord[] = [];
  for await (const items of table.queryAll(users)) found.push(...items.map(asAccount));
  return found;
};

export const setPassword = (name: string, password: string) => changed(name, { set: { password }, remove: ['sample'] });

export const disable = (name: string, disabledAt: string) => changed(name, { setOnce: { disabledAt } });

export const enable = (name: string) => changed(name, { remove: ['disabledAt'] });

export const setRole = (name: string, role: Role) => changed(name, { set: { role } });
