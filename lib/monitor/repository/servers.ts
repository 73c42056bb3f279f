import type * as z from 'zod';
import type { Page, Paging } from '#lib/core/page';
import { batchGet, batchWrite } from '#lib/db/batch';
import { all, type Condition, either, hasNo, is, isNew, isThere, not } from '#lib/db/conditions';
import { cursorAfter } from '#lib/db/cursor';
import { orWhenRefused } from '#lib/db/errors';
import {
  historyOf,
  keyOf,
  serverKey,
  serverStatusKey,
  servers,
  serverTombstoneKey,
  serverTombstones,
} from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
import { type Item, type ItemUpdate, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transactNamed } from '#lib/db/transact';
import { Server, type ServerStatus } from '../model.ts';

const asServer = (item: Item): Server => Server.parse(item);

export const add = (server: z.input<typeof Server>): Promise<'added' | 'name-taken'> =>
  orWhenRefused<'added' | 'name-taken'>(
    table.put({ ...serverKey(server.name), type: 'server', ...server }, isNew).then(() => 'added'),
    // The SDK repeats a write whose answer was lost: then it is our own server that has the name.
    ({ item }) => (item?.id === server.id ? 'added' : 'name-taken'),
  );

export const find = async (name: string): Promise<Server | undefined> => {
  const item = await table.get(serverKey(name));
  return item && asServer(item);
};

/** Servers by their names; those that are not there are left out. */
export const findMany = async (names: Iterable<string>): Promise<Server[]> => {
  const items = await batchGet([...new Set(names)].map(serverKey));
  return items.map(asServer);
};

export interface ServerChange {
  ip?: string | undefined;
  paused?: boolean | undefined;
  tags?: string[] | undefined;
  /** null: none of its own. */
  probe?: Server['probe'] | null;
  parent?: string | null | undefined;
}

const updateOf = ({ probe, parent, ...set }: ServerChange): ItemUpdate => ({
  set: { ...set, ...(probe && { probe }), ...(parent && { parent }) },
  remove: Object.entries({ probe, parent }).flatMap(([field, value]) => (value === null ? [field] : [])),
});

/** Changes what is given; gives undefined when there is no server of that name, or it is not the one of `id`. */
export const change = (name: string, changes: ServerChange, id?: string): Promise<Server | undefined> =>
  orWhenRefused<Server | undefined>(
    table.update(serverKey(name), updateOf(changes), id === undefined ? isThere : is('id', id)).then(asServer),
    () => undefined,
  );

/** Why a server did not get another name: it is not this one that has the old name any more, or whose the new one is. */
export interface RenameRefused {
  isGone: boolean;
  takenBy: string | undefined;
}

/** The server is as it was read. What the model fills in need not be in the item. */
const asRead = ({ id, ip, paused, tags, ...more }: Server): Condition =>
  all(
    ...[is('id', id), is('ip', ip)],
    paused ? is('paused', true) : not(is('paused', true)),
    tags.length > 0 ? is('tags', tags) : either(hasNo('tags'), is('tags', [])),
    ...(['probe', 'parent', 'group'] as const).map((name) =>
      more[name] === undefined ? hasNo(name) : is(name, more[name]),
    ),
  );

/** Changes what is given of a server that is as it was read; gives undefined when it is not so any more. */
export const changeAsRead = (seen: Server, changes: ServerChange): Promise<Server | undefined> =>
  orWhenRefused<Server | undefined>(
    table.updateOnce(serverKey(seen.name), updateOf(changes), 'changeId', asRead(seen)).then(asServer),
    () => undefined,
  );

/** Gives a server another name; its history stays with it, and so does what is changed of it meanwhile. */
export const rename = async (server: Server, to: string): Promise<'renamed' | RenameRefused> => {
  const { name, ...rest } = server;
  const refused = await transactNamed({
    from: step.remove(serverKey(name), asRead(server)),
    to: step.put({ ...serverKey(to), type: 'server', ...rest, name: to, renamedFrom: name }, isNew),
  });
  if (!refused) return 'renamed';
  const [there, taken] = [refused.from?.item, refused.to?.item];
  const isHere = there?.id === server.id;
  // A sweep has put it into a group since, or somebody has changed it.
  if (isHere && !refused.to) return rename(asServer(there), to);
  return { isGone: refused.from !== undefined && !isHere, takenBy: taken && String(taken.id) };
};

/** Puts a server into a group, for ever; false when it is gone or in one. */
export const assignGroup = ({ id, name }: Pick<Server, 'id' | 'name'>, group: string, at: string): Promise<boolean> =>
  orWhenRefused(
    table
      .update(serverKey(name), { set: { group, groupedAt: at } }, all(is('id', id), hasNo('group')))
      .then(() => true),
    ({ item }) => item?.id === id && item.group === group,
  );

/**
 * Notes the status that a sweep found, once: gives since when the server has it, by whichever sweep found it first. It has
 * a partition of its own for each server, so that a whole network may go DOWN at once.
 */
export const noteStatus = (id: string, status: ServerStatus, since: string): Promise<string> => {
  const set = { type: 'server-status', status, since };
  const isOther = either(hasNo('status'), not(is('status', status)));
  return orWhenRefused(
    table.update(serverStatusKey(id), { set }, isOther).then(() => since),
    ({ item }) => String(item?.since ?? since),
  );
};

/** The cursor of the list after this server. */
export const cursorAfterServer = (name: string): string | undefined => cursorAfter(servers, { ...serverKey(name) });

/** A page of servers in the order of their names. @throws AppError (400) for a cursor of something else. */
export const page = (paging: Paging): Promise<Page<Server>> => queryPage(servers, paging, asServer);

/** Every server, page by page. */
export async function* allServers(): AsyncGenerator<Server[]> {
  for await (const items of table.queryAll(servers)) yield items.map(asServer);
}

/**
 * Takes a server away and notes, in the same transaction, that its history must go: 'gone' when it is not this server that
 * has the name any more.
 */
export const addTombstone = async ({ id, name }: Server, at: string): Promise<'removed' | 'gone'> => {
  const isIt = is('id', id);
  for (;;) {
    const when = await orWhenRefused(table.signDeletion(serverKey(name), isIt), () => isIt);
    const refused = await transactNamed({
      server: step.remove(serverKey(name), when),
      tombstone: step.put({ ...serverTombstoneKey(id), type: 'server-grave', server: id, at }),
    });
    if (!refused) return 'removed';
    // Else it is there still: somebody has changed it since it was signed.
    if (refused.server?.item?.id !== id) return 'gone';
  }
};

/** A server that was deleted at `at` and may have left something. */
export interface Tombstone {
  server: string;
  at: string;
}

export const tombstones = async (): Promise<Tombstone[]> => {
  const found: Tombstone[] = [];
  for await (const items of table.queryAll(serverTombstones))
    found.push(...items.map(({ server, at }) => ({ server: String(server), at: String(at) })));
  return found;
};

export const removeTombstone = (server: string): Promise<void> => table.remove(serverTombstoneKey(server));

const HISTORY_PAGE = 1000;

/** Deletes what is kept of a server until nothing is left or `shouldStop()`; tells whether nothing is left. */
export const deleteHistory = async (server: string, shouldStop: () => boolean): Promise<boolean> => {
  for await (const items of table.queryAll(historyOf(server), { limit: HISTORY_PAGE })) {
    await batchWrite(items.map((item) => ({ remove: keyOf(item) })));
    if (shouldStop()) return false;
  }
  return true;
};
