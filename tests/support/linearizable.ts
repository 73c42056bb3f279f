import type { Operation, Result, World } from './pools-model.ts';
import { apply } from './pools-rules.ts';

/** A call, what it came to, and when it was made, in ms. */
export interface Done {
  call: Operation;
  result: Result;
  at: number;
}

/** One way in which things may stand: a world, and the calls that died but may still be finished by somebody. */
export interface Possible {
  world: World;
  pending: Done[];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Announced changes, which whoever meets them decides. */
const isAnnounced = ({ call }: Done): boolean =>
  call.do === 'delete' || call.do === 'allocateBlock' || (call.do === 'remove' && call.addresses.length > 1);

const isAllocation = ({ call }: Done): boolean =>
  ['allocate', 'allocateAny', 'allocateMany', 'allocateOwned'].includes(call.do);

const hasDied = ({ result }: Done): boolean => 'died' in result;

const shrinks = ({ call }: Done): boolean => call.do === 'allocateBlock' || call.do === 'remove';

/**
 * An allocation writes first and then looks whether its addresses are still to be had. One that dies between the two
 * leaves addresses held by nobody; those that are in a block, or removed, at that time, are seen to be when they are back.
 */
const isLeft = (one: Done, { pools }: World, all: readonly Done[]): boolean =>
  isAllocation(one) &&
  hasDied(one) &&
  (pools[one.call.pool]?.hasShrunk || all.some((other) => other.call.pool === one.call.pool && shrinks(other)));

/** Each address that such a call wanted, by itself. */
const singly = (one: Done, world: World, all: readonly Done[]): Done[] =>
  one.call.do === 'allocateMany' && isLeft(one, world, all)
    ? Array.from({ length: one.call.count }, () => ({ ...one, call: { do: 'allocateAny', pool: one.call.pool } }))
    : [one];

/**
 * Every way in which things may stand after calls that ran side by side: each of them took effect at one moment, in some
 * order that explains all the results; one that died took effect or did not (linearizability, Herlihy and Wing 1990).
 * `noticed` are the addresses that a call which died can have got without being without any effect.
 */
export const explain = (
  { world, pending }: Possible,
  done: readonly Done[],
  now: number,
  noticed: ReadonlySet<string>,
): Possible[] => {
  const calls = [...pending, ...done];
  const all = calls.flatMap((one) => singly(one, world, calls));
  const ways: Possible[] = [];
  const been = new Set<string>();
  const mayFollow = (one: Done, at: World): boolean =>
    one.call.pool in at.pools && (isAnnounced(one) || isLeft(one, at, all));
  const go = (at: World, left: readonly Done[]): void => {
    const here = JSON.stringify([at, left.map((one) => all.indexOf(one))]);
    if (been.has(here)) return;
    been.add(here);
    if (left.every(hasDied)) ways.push({ world: at, pending: left.filter((one) => mayFollow(one, at)) });
    for (const next of left) {
      const rest = left.filter((other) => other !== next);
      for (const step of apply(at, next.call, { seen: next.result, now, at: next.at, noticed }))
        if (hasDied(next) ? !('code' in step.result) : same(step.result, next.result)) go(step.world, rest);
    }
  };
  go(world, all);
  return ways;
};
