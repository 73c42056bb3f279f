import { chunk } from '#lib/core/chunk';
import { GROUP_SERVERS } from '#lib/monitor/groups';
import type { Ping, ServerState } from '#lib/monitor/model';
import { packHour, packResults, packStates, tagOf } from '#lib/monitor/pack';
import { BATCHES_A_SECOND, GROUPS_A_BATCH } from '#lib/monitor/schedule';
import { nextState } from '#lib/monitor/state';
import { summarise } from '#lib/monitor/summarise';

/**
 * Simulates sweeps on a fresh table of DynamoDB with its published limits: 4,000 write units a second for the table and 1,000
 * for a partition, with bursts of nothing. The sizes are those of real results, packed as the sweep packs them; the pace is
 * the sweep's own. `node bench/sweep-simulation.ts`
 */
const TABLE_UNITS = 4000;
const PARTITION_UNITS = 1000;
/** What keys, names and times add to an item. */
const AROUND_BYTES = 130;
/** From the start of a batch to its first write, in s: probes of servers that answer, and of those that do not. */
const PROBES_S: readonly [number, number] = [1.5, 6];
/** As `insisting` does: so often, after a second or so. */
const MAX_TRIES = 20;

const unitsOf = (bytes: Uint8Array): number => Math.ceil((bytes.length + AROUND_BYTES) / 1024);

const AT = '2026-11-20T15:44:00.123Z';

const resultOf = (): Ping => {
  const ms = 1 + Math.random() * 200;
  return summarise(
    Array.from({ length: 4 }, () => ms * (0.9 + Math.random() * 0.3)),
    AT,
  );
};

const stateOf = (ping: Ping): ServerState => ({
  ...nextState({ ...nextState(undefined, ping, 2), at: '2026-11-20T15:43:00.123Z' }, ping, 2),
  answers: Math.floor(Math.random() * 1e7),
  totalMs: Math.random() * 1e9,
});

/** Write units that one group has in a sweep, and one server for its hour. */
const measured = () => {
  const tags = Array.from({ length: GROUP_SERVERS }, () => tagOf(crypto.randomUUID()));
  const pings = new Map(tags.map((tag) => [tag, resultOf()]));
  const states = new Map([...pings].map(([tag, ping]) => [tag, stateOf(ping)]));
  const hour = Array.from({ length: 60 }, (_, n) => ({
    ...resultOf(),
    at: new Date(Date.parse('2026-11-20T15:00:00.123Z') + n * 60_000).toISOString(),
  }));
  const results = unitsOf(packResults(pings));
  return { results, states: unitsOf(packStates(states)), hour: unitsOf(packHour('2026-11-20T15:00:00.000Z', hour)) };
};

interface Write {
  partition: string;
  units: number;
  tries: number;
}

/** Units that are left of this second, of the table and of each partition. */
const secondOf = () => {
  let table = TABLE_UNITS;
  const partitions = new Map<string, number>();
  return (partition: string, units: number): boolean => {
    const left = partitions.get(partition) ?? PARTITION_UNITS;
    if (table < units || left < units) return false;
    table -= units;
    partitions.set(partition, left - units);
    return true;
  };
};

export interface Simulated {
  servers: number;
  batches: number;
  /** Write units for a server and sweep, the roll-up's share with it. */
  unitsPerServer: number;
  /** The most that one second takes. */
  peakUnits: number;
  /** Writes that had to be tried again. */
  repeated: number;
  /** Batches of which a write was given up. */
  failed: number;
  /** From the begin of the sweep to its last write, in s. */
  seconds: number;
}

const writesOf = (batch: number, groups: number, sizes: ReturnType<typeof measured>): Write[] => [
  ...Array.from({ length: groups }, (_, n) => [
    { partition: `group ${batch}-${n}`, units: sizes.results, tries: 0 },
    { partition: `group ${batch}-${n}`, units: sizes.states, tries: 0 },
  ]).flat(),
  // The batch is counted, and the sweep's lease is kept alive.
  { partition: `part ${Math.floor(batch / 32)}`, units: 1, tries: 0 },
  { partition: 'lease', units: 1, tries: 0 },
];

/** One sweep of so many servers, second by second. */
export const simulate = (servers: number): Simulated => {
  const groups = Math.ceil(servers / GROUP_SERVERS);
  const batches = chunk(
    Array.from({ length: groups }, (_, n) => n),
    GROUPS_A_BATCH,
  );
  const sizes = measured();
  const due = new Map<number, { batch: number; write: Write }[]>();
  const at = (second: number, batch: number, write: Write) =>
    due.set(second, [...(due.get(second) ?? []), { batch, write }]);
  let units = 0;
  for (const [batch, members] of batches.entries()) {
    const [soonest, latest] = PROBES_S;
    const begin = batch / BATCHES_A_SECOND + soonest + Math.random() * (latest - soonest);
    for (const write of writesOf(batch, members.length, sizes)) {
      units += write.units;
      at(Math.floor(begin), batch, write);
    }
  }
  let [second, peakUnits, repeated] = [0, 0, 0];
  const failed = new Set<number>();
  for (; due.size > 0; second += 1) {
    const take = secondOf();
    let taken = 0;
    for (const { batch, write } of due.get(second) ?? []) {
      if (take(write.partition, write.units)) {
        taken += write.units;
        continue;
      }
      repeated += 1;
      if (write.tries + 1 >= MAX_TRIES) failed.add(batch);
      else at(second + 1, batch, { ...write, tries: write.tries + 1 });
    }
    due.delete(second);
    peakUnits = Math.max(peakUnits, taken);
  }
  // An item of its records for each hour, and the averages of the hour and of the day.
  const rollUp = (sizes.hour + 2) / 60;
  const unitsPerServer = units / servers + rollUp;
  return {
    servers,
    batches: batches.length,
    unitsPerServer,
    peakUnits,
    repeated,
    failed: failed.size,
    seconds: second,
  };
};
