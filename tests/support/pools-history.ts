/** One call on a pool as its caller saw it: times in ms, before it was made and after it was answered. */
export type Event =
  | { do: 'allocate'; begun: number; ended: number; got: string[]; holder: string; leaseUntil?: number | undefined }
  | { do: 'release'; begun: number; ended: number; address: string; answered: boolean }
  /** Claimed by a call that gave it up again: the pool had lost another of its addresses meanwhile. */
  | { do: 'withdraw'; begun: number; ended: number; address: string }
  | { do: 'exhausted'; begun: number; ended: number; wanted: number };

type Allocation = Extract<Event, { do: 'allocate' }>;
type Release = Extract<Event, { do: 'release' }>;

interface Stretch {
  from: number;
  to: number;
}

interface Holding extends Stretch {
  address: string;
  holder: string;
}

const NEVER = Number.POSITIVE_INFINITY;

const byAddress = <T>(events: readonly T[], addressesOf: (event: T) => readonly string[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const event of events)
    for (const address of addressesOf(event)) groups.set(address, [...(groups.get(address) ?? []), event]);
  return groups;
};

/**
 * When an allocation was held for certain: from its answer until anybody began to release the address, its lease ended,
 * or its owner began to change that. What had ended before the allocation began has nothing to do with it.
 */
const certainHolding = (address: string, one: Allocation, releases: Release[], allocations: Allocation[]) => {
  const { begun, ended, holder, leaseUntil } = one;
  const renewals = allocations.filter((other) => other !== one && other.holder === holder);
  const ends = [...releases, ...renewals].filter((other) => other.ended >= begun).map((other) => other.begun);
  return { address, holder, from: ended, to: Math.min(leaseUntil ?? NEVER, ...ends) };
};

/** When it may have been held: from its call until a release that began after it was answered, or its lease ended. */
const possibleHolding = ({ begun, ended, leaseUntil }: Allocation, releases: Release[]): Stretch => {
  const ends = releases.filter((one) => one.begun >= ended && one.answered).map((one) => one.ended);
  return { from: begun, to: Math.min(leaseUntil ?? NEVER, ...ends) };
};

/** Pairs of different holders who both held an address for certain at one moment. */
const doubles = (holdings: readonly Holding[]): string[] => {
  const found: string[] = [];
  const sorted = holdings.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  for (const [i, one] of sorted.entries())
    for (const other of sorted.slice(i + 1)) {
      if (other.from >= one.to) break;
      if (other.holder !== one.holder)
        found.push(`${one.address}: ${one.holder} from ${one.from} to ${one.to}, ${other.holder} from ${other.from}`);
    }
  return found;
};

/** Whether there was a moment of the call at which fewer than `wanted` addresses were free. */
const wasExhausted = ({ begun, ended, wanted }: Extract<Event, { do: 'exhausted' }>, held: Map<string, Stretch[]>) => {
  const near = [...held].map(([address, all]) => [address, all.filter(({ from, to }) => from <= ended && to >= begun)]);
  const moments = [begun, ended];
  for (const [, all] of near as [string, Stretch[]][])
    moments.push(...all.flatMap(({ from, to }) => [from, to]).filter((at) => at >= begun && at <= ended));
  return moments.some((at) => {
    const free = (near as [string, Stretch[]][]).filter(
      ([, all]) => !all.some(({ from, to }) => from <= at && at <= to),
    );
    return free.length < wanted;
  });
};

/** What cannot have happened: an address that two held at once, and a pool declared exhausted that never was. */
export const faultsOf = (addresses: readonly string[], events: readonly Event[]): string[] => {
  const allocations = byAddress(
    events.filter((event) => event.do === 'allocate'),
    ({ got }) => got,
  );
  const releases = byAddress(
    events.filter((event) => event.do === 'release'),
    ({ address }) => [address],
  );
  const withdrawals = byAddress(
    events.filter((event) => event.do === 'withdraw'),
    ({ address }) => [address],
  );
  const faults: string[] = [];
  const possible = new Map<string, Stretch[]>();
  for (const address of addresses) {
    const ends = releases.get(address) ?? [];
    const all = allocations.get(address) ?? [];
    faults.push(...doubles(all.map((one) => certainHolding(address, one, ends, all))));
    const tried = (withdrawals.get(address) ?? []).map(({ begun, ended }) => ({ from: begun, to: ended }));
    possible.set(address, [...all.map((one) => possibleHolding(one, ends)), ...tried]);
  }
  const wrong = events.filter((event) => event.do === 'exhausted').filter((event) => !wasExhausted(event, possible));
  faults.push(...wrong.map(({ begun, ended }) => `exhausted from ${begun} to ${ended}, and was not`));
  return faults;
};
