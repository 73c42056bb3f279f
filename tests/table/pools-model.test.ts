import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '#lib/core/errors';
import * as pools from '#lib/pools/service';
import { type Death, dyingAfter, losingAnAnswerAfter } from '#support/crash';
import { given } from '#support/given';
import { type Done, explain, type Possible } from '#support/linearizable';
import { type Operation, type Result, visible } from '#support/pools-model';
import { makeCall, named, type Planned, planned, plannedFirst } from '#support/pools-plan';

const RUNS = Number(process.env.POOLS_MODEL_RUNS ?? 10);

/** What happens at a write: its caller dies before or after it, or its answer is lost and it is sent again. */
type Fate = Death | 'lost';

const callOf = (plan: fc.Arbitrary<Planned>) =>
  fc.record({
    plan,
    writes: fc.oneof(fc.constant(1000), fc.integer({ min: 0, max: 5 })),
    fate: fc.constantFrom<Fate>('before', 'after', 'lost'),
  });

/** Some calls side by side, each of which may die at any of its writes or lose the answer to it, and then time passes. */
const turnOf = <Calls>(calls: fc.Arbitrary<Calls>) => fc.record({ calls, seconds: fc.constantFrom(0, 0, 15, 60) });

const turn = turnOf(fc.array(callOf(planned), { minLength: 1, maxLength: 3 }));
const firstTurn = turnOf(fc.tuple(callOf(plannedFirst[0]), callOf(plannedFirst[1])));
const history = fc.tuple(firstTurn, fc.array(turn, { minLength: 2, maxLength: 13, size: 'max' }));

/** Others go on before a write whose answer was lost is sent again. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

const settle = async (run: () => Promise<string[]>, writes: number, fate: Fate): Promise<Result> => {
  let result: Result = { died: true };
  const attempt = async () => {
    try {
      result = { ok: await run() };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // 503 says that nobody knows whether it happened.
      result = error.kind === 'unavailable' ? { died: true } : { code: error.code };
    }
  };
  if (fate !== 'lost') return (await dyingAfter(writes, attempt, fate)) ? { died: true } : result;
  await losingAnAnswerAfter(writes, attempt, pause);
  return result;
};

const look = async (ids: Record<string, string>, now: Date) => {
  const seen: Record<string, [string, string][]> = {};
  for (const [name, id] of Object.entries(ids)) {
    try {
      const { pool: found } = await pools.get(id, { view: 'full', now: () => now });
      const ms = (iso?: string) => (iso === undefined ? '' : Date.parse(iso));
      seen[name] = found.resources.map(({ ip_address, status, owner = '', lease_until, cooling_until }) => [
        ip_address,
        status === 'ALLOCATED' ? `held ${owner} ${ms(lease_until)}` : `free ${ms(cooling_until)}`,
      ]);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return seen;
};

/** Addresses that a call which died may have got so that it shows: those held afterwards, or given back by others. */
const noticedIn = (seen: Awaited<ReturnType<typeof look>>, done: readonly Done[]): Set<string> => {
  const held = Object.values(seen)
    .flat()
    .filter(([, state]) => state.startsWith('held') || state !== 'free ')
    .map(([address]) => address);
  const touched = done.flatMap(({ call, result }) => [
    ...('address' in call ? [call.address] : []),
    ...('addresses' in call ? call.addresses : []),
    ...('ok' in result ? result.ok : []),
  ]);
  return new Set([...held, ...touched]);
};

const sorted = (record: Record<string, unknown>) =>
  JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

test(
  'whatever calls run side by side and wherever they die, pools are as if each had happened at once or not at all',
  async () => {
    await fc.assert(
      fc.asyncProperty(history, async ([first, others]) => {
        const ids = { a: given.poolId(), b: given.poolId() };
        const space = given.name('space');
        let now = new Date('2026-11-20T12:00:00.000Z');
        let ways: Possible[] = [{ world: { pools: {}, ghosts: [] }, pending: [] }];
        const before: Done[] = [];
        const seenSoFar: unknown[] = [];
        for (const { calls, seconds } of [first, ...others]) {
          const at = now;
          const done = await Promise.all(
            calls.map(async ({ plan, writes, fate }): Promise<Done> => {
              const call: Operation = named(plan, before);
              const run = () => makeCall(call, ids[call.pool as 'a'], space, () => at);
              return { call, result: await settle(run, writes, fate), at: at.getTime() };
            }),
          );
          before.push(...done);
          const seen = await look(ids, at);
          seenSoFar.push(...done, seen);
          const explained = ways.flatMap((way) => explain(way, done, at.getTime(), noticedIn(seen, done)));
          ways = explained.filter(({ world }) => sorted(visible(world, at.getTime())) === sorted(seen));
          if (ways.length === 0)
            throw new Error(`Nothing explains\n${seenSoFar.map((one) => JSON.stringify(one)).join('\n')}`);
          ways = [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()];
          now = new Date(now.getTime() + seconds * 1000);
        }
        expect(ways).not.toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  Math.max(60_000, RUNS * 10_000),
);
