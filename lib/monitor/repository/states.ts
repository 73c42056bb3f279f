import pLimit from 'p-limit';
import { iso, later } from '#lib/core/clock';
import { batchGet } from '#lib/db/batch';
import { above, atMost, either, hasNo } from '#lib/db/conditions';
import { unlessRefused } from '#lib/db/errors';
import { serverGroupKey, serverStateKey } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { type Server, ServerState } from '../model.ts';
import { packStates, tagOf, unpackStates } from '../pack.ts';
import { LONGEST_MS } from '../schedule.ts';

/** What is known of the servers of groups, by group and tag. */
export type GroupStates = Map<string, Map<string, ServerState>>;

const readGroups = async (groups: Iterable<string>): Promise<GroupStates> => {
  const items = await batchGet([...new Set(groups)].map(serverGroupKey));
  return new Map(items.map(({ group, states }) => [String(group), unpackStates(states as Uint8Array)]));
};

/** What is known of the servers of one group, by tag. */
export const statesOfGroup = async (group: string): Promise<Map<string, ServerState>> => {
  const item = await table.get(serverGroupKey(group));
  return item ? unpackStates(item.states as Uint8Array) : new Map();
};

/** Before 0.2 each server's state was an item of its own; it is read for as long as no sweep has seen the server since. */
const readSingle = async (ids: readonly string[]): Promise<Map<string, ServerState>> => {
  const items = await batchGet(ids.map(serverStateKey));
  return new Map(items.map((item) => [String(item.server), ServerState.parse(item)]));
};

type Grouped = Pick<Server, 'id' | 'group'>;

export interface KnownStates {
  /** By their ids. */
  states: Map<string, ServerState>;
  /** All that is in the groups, whether it was asked for or not. */
  groups: GroupStates;
}

/** What is known of servers, and of their groups; those that no sweep has seen yet are left out. */
export const statesAndGroups = async (servers: readonly Grouped[]): Promise<KnownStates> => {
  const groups = await readGroups(servers.flatMap(({ group }) => group ?? []));
  const found = new Map<string, ServerState>();
  for (const { id, group = '' } of servers) {
    const state = groups.get(group)?.get(tagOf(id));
    if (state) found.set(id, state);
  }
  const single = await readSingle(servers.filter(({ id }) => !found.has(id)).map(({ id }) => id));
  return { groups, states: new Map([...found, ...single]) };
};

export const statesOf = async (servers: readonly Grouped[]): Promise<Map<string, ServerState>> =>
  (await statesAndGroups(servers)).states;

const GROUPS_AT_ONCE = 16;

/** Keeps what is known of groups since a sweep, unless a later one has been there; one far ahead had a clock that has been set back. */
export const saveGroups = async (groups: GroupStates, startedAt: string): Promise<void> => {
  const ahead = iso(later(new Date(startedAt), LONGEST_MS));
  await pLimit(GROUPS_AT_ONCE).map([...groups], async ([group, states]) => {
    const item = { ...serverGroupKey(group), type: 'server-group', group, at: startedAt, states: packStates(states) };
    await unlessRefused(table.put(item, either(hasNo('at'), atMost('at', startedAt), above('at', ahead))));
  });
};
