import pLimit from 'p-limit';
import { chunk } from '#lib/core/chunk';
import { averages, beginOf, endOf } from '../averages.ts';
import type { Ping } from '../model.ts';
import { tagOf } from '../pack.ts';
import { holdMark, moveMark, readPacks, rolledUpTo, saveHours } from '../repository/packs.ts';
import { type PingOf, readPings, savePings } from '../repository/pings.ts';
import { tombstones } from '../repository/servers.ts';
import { statesOfGroup } from '../repository/states.ts';
import { nextWindow, type Window } from '../windows.ts';

/** A server in its group, and since when it is. */
export interface Member {
  id: string;
  groupedAt: string;
}

export interface GroupOf {
  group: string;
  members: Member[];
}

/** Groups whose averages one invocation makes. Times are ISO text. */
export interface RollUpBatch {
  /** Up to here. */
  until: string;
  /** Results of before are not kept any more. */
  oldest: string;
  /** Where a group begins that has no mark. */
  from: string;
  groups: readonly GroupOf[];
}

const GROUPS_AT_ONCE = 4;
const SERVERS_AT_ONCE = 16;
const SERVERS_A_WRITE = 500;

const of = (server: string, pings: readonly Ping[]): PingOf[] => pings.map((ping) => ({ server, ping }));

/**
 * The averages of the day that a window is in, from all of its hours so far. They are read consistently: some have just
 * been written.
 */
const dayOf = async (server: string, { from }: Window): Promise<PingOf[]> => {
  const [begin, to] = [beginOf('day', from), endOf('day', from)];
  return of(server, averages('day', await readPings(server, { grain: 'hour', from: begin, to }, { consistent: true })));
};

/** Everything is made again from what is below it, so that doing it twice changes nothing. */
const saveAverages = async (records: ReadonlyMap<string, readonly Ping[]>, window: Window): Promise<void> => {
  const some = pLimit(SERVERS_AT_ONCE);
  const hours = [...records].flatMap(([server, pings]) => of(server, averages('hour', pings)));
  await savePings('hour', hours);
  const pinged = [...new Set(hours.map(({ server }) => server))];
  await savePings('day', (await some.map(pinged, (server) => dayOf(server, window))).flat());
};

/** Records as items of their own, as releases before 0.2 wrote them. */
const singleRecords = async (servers: readonly { id: string }[], { from, last }: Window) => {
  const some = pLimit(SERVERS_AT_ONCE);
  const read = await some.map(
    servers,
    async ({ id }) => [id, await readPings(id, { grain: 'raw', from, to: last })] as const,
  );
  return new Map(read.filter(([, pings]) => pings.length > 0));
};

/** Makes the averages of servers that are in no group yet. */
export const rollUpSingle = async (servers: readonly { id: string }[], window: Window): Promise<void> => {
  for (const some of chunk(servers, SERVERS_A_WRITE)) await saveAverages(await singleRecords(some, window), window);
};

interface GroupRecords {
  /** By the servers' ids. */
  records: Map<string, Ping[]>;
  /** Tags of servers that are not among the members. */
  strangers: Set<string>;
}

/** Results of a group, server by server. */
const recordsOf = async ({ group, members }: GroupOf, { from, last }: Window): Promise<GroupRecords> => {
  const ids = new Map(members.map(({ id }) => [tagOf(id), id]));
  const records = new Map<string, Ping[]>();
  const strangers = new Set<string>();
  for await (const packs of readPacks(group, { from, to: last }))
    for (const pack of packs)
      for (const [tag, ping] of pack) {
        const id = ids.get(tag);
        const known = records.get(id ?? '');
        if (id === undefined) strangers.add(tag);
        else if (known) known.push(ping);
        else records.set(id, [ping]);
      }
  return { records, strangers };
};

/**
 * Whether one of them is a server that the list did not show, for it was renamed while the list was read. Sweeps know it still;
 * one that was deleted has a tombstone, or a sweep has missed it since.
 */
const isAnyThere = async (group: string, strangers: ReadonlySet<string>): Promise<boolean> => {
  if (strangers.size === 0) return false;
  const states = await statesOfGroup(group);
  const known = [...strangers].filter((tag) => states.has(tag) && states.get(tag)?.unlistedAt === undefined);
  if (known.length === 0) return false;
  const deleted = new Set((await tombstones()).map(({ server }) => tagOf(server)));
  return known.some((tag) => !deleted.has(tag));
};

const rollWindow = async (group: GroupOf, { records }: GroupRecords, window: Window): Promise<void> => {
  await saveHours(
    [...records].flatMap(([server, pings]) =>
      [...Map.groupBy(pings, ({ at }) => beginOf('hour', at))].map(([hour, its]) => ({ server, hour, pings: its })),
    ),
  );
  // Whoever came into the group in this window may have records of before.
  const newcomers = group.members.filter(({ groupedAt }) => groupedAt > window.from);
  for (const [id, single] of await singleRecords(newcomers, window))
    records.set(id, [...single, ...(records.get(id) ?? [])]);
  await saveAverages(records, window);
};

/** Where a group without a mark begins: with its first member, or where averages of single servers had come to. */
const firstOf = ({ members }: GroupOf, begin: string): string => {
  const first = members.map(({ groupedAt }) => beginOf('hour', groupedAt)).sort()[0] ?? begin;
  return first < begin ? first : begin;
};

const rollGroup = async (
  group: GroupOf,
  { until, oldest, from: begin }: RollUpBatch,
  shouldStop: () => boolean,
): Promise<void> => {
  while (!shouldStop()) {
    const mark = await rolledUpTo(group.group);
    const at = mark ?? firstOf(group, begin);
    // A mark that is ahead was made by a clock that has been set back since: what it skipped is made now.
    const from = at < oldest || at > until ? oldest : at;
    if (from >= until) return;
    const window = nextWindow(from, until);
    const found = await recordsOf(group, window);
    // Its results are read where they are for as long as the mark stays. The next run sees it, or goes on without it.
    if ((await isAnyThere(group.group, found.strangers)) && (await holdMark(group.group, mark, until))) return;
    await rollWindow(group, found, window);
    // One that was set back meanwhile is gone on from where it is now.
    await moveMark(group.group, mark, window.to);
  }
};

/** Makes the averages of some groups: each goes on from its mark, so that one that was interrupted loses nothing. */
export const rollUpBatch = async (
  batch: RollUpBatch,
  { shouldStop = () => false }: { shouldStop?: () => boolean } = {},
): Promise<void> => {
  await pLimit(GROUPS_AT_ONCE).map(batch.groups, (group) => rollGroup(group, batch, shouldStop));
};
