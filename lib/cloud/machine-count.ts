import { iso } from '#lib/core/clock';

/**
 * How many machines a cluster has, without looking at them. Its item counts those that came and were not deleted; a
 * machine that is being terminated still counts until it is done, so the moment at which it will be is kept beside it,
 * with how many end then. What is over can be compacted into the count at any time.
 */
export interface MachineCount {
  counted: number;
  departures: readonly Departure[];
}

export interface Departure {
  /** ISO 8601: from then on these do not count. */
  at: string;
  machines: number;
}

const PREFIX = 'leaving@';

/** The attribute of a cluster's item that says how many machines end at that moment. */
export const departureAttribute = (at: string): string => `${PREFIX}${at}`;

/** The departures that a cluster's item has, as they were written. */
export const departuresIn = (item: Record<string, unknown>): Departure[] =>
  Object.entries(item)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, machines]) => ({ at: name.slice(PREFIX.length), machines: Number(machines) }));

/** Those that are over. */
export const departedBy = ({ departures }: Pick<MachineCount, 'departures'>, now: Date): Departure[] =>
  departures.filter(({ at }) => at <= iso(now));

const sum = (departures: readonly Departure[]): number => departures.reduce((all, { machines }) => all + machines, 0);

/** How many machines count at this moment. */
export const machinesAt = (cluster: MachineCount, now: Date): number => cluster.counted - sum(departedBy(cluster, now));

/** The change, as data, that takes what is over off the count. */
export const compaction = (departed: readonly Departure[]) => ({
  add: { counted: -sum(departed) },
  remove: departed.map(({ at }) => departureAttribute(at)),
});
