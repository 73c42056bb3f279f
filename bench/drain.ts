import { AppError } from '#lib/core/errors';
import { documentClient } from '#lib/db/client';
import { listed } from '#lib/pools/ip-ranges';
import * as pools from '#lib/pools/service';
import { type FreeCache, freeCache } from '#lib/pools/service/free-cache';
import { measure } from '#support/costs';
import { elapsedMs, figure, median, type Row } from './harness.ts';
import { rawClaim } from './raw-claim.ts';

const WORKERS = 64;

/** A new pool of so many addresses: its id. */
export const aPool = async (size: number): Promise<string> => {
  const id = `bench-${crypto.randomUUID()}`;
  const last = `10.0.${(size - 1) >> 8}.${(size - 1) & 255}`;
  await pools.create(id, { name: 'bench', addresses: listed([`10.0.0.0-${last}`]) });
  return id;
};

/** A new pool of a block of any size: its id. */
export const poolOf = async (block: string): Promise<string> => {
  const id = `bench-${crypto.randomUUID()}`;
  await pools.create(id, { name: 'bench', addresses: [block] });
  return id;
};

/** Allocates so many, each process of them with what it knows alone. */
export const drainSome = async (
  id: string,
  count: number,
  see: (ip: string) => void,
  caches: readonly FreeCache[] = [freeCache],
): Promise<void> => {
  let left = count;
  await together(async () => {
    if (left <= 0) return false;
    left -= 1;
    see((await pools.allocateAny(id, {}, { freeCache: caches[left % caches.length] ?? freeCache })).ip_address);
    return true;
  });
};

/** As many workers as that, each doing its next piece as soon as it has done one, until it says that it is enough. */
const together = (piece: () => Promise<boolean>): Promise<unknown> =>
  Promise.all(
    Array.from({ length: WORKERS }, async () => {
      while (await piece());
    }),
  );

/** Allocates any one until the pool is empty: the addresses, and the ms until the last of them was given. */
const drain = async (id: string): Promise<{ got: string[]; ms: number }> => {
  const got: string[] = [];
  const begun = performance.now();
  let ms = 0;
  await together(async () => {
    try {
      got.push((await pools.allocateAny(id)).ip_address);
      ms = performance.now() - begun;
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'pool.exhausted') return false;
      throw error;
    }
  });
  return { got, ms };
};

/** The bare conditional update of every resource of a pool, each known beforehand: the ms it takes. */
const rawDrain = async (id: string): Promise<number> => {
  const ids = (await pools.get(id)).pool.resources.map((resource) => resource.id);
  return elapsedMs(() =>
    together(async () => {
      const resource = ids.pop();
      if (resource !== undefined) await rawClaim(id, resource);
      return resource !== undefined;
    }),
  );
};

/** Counts the conditional updates while work is done. */
export const tries = async (work: () => Promise<unknown>): Promise<number> => {
  let updates = 0;
  const stack = documentClient().middlewareStack;
  stack.add(
    (next, { commandName = '' }) =>
      (args) => {
        if (commandName.startsWith('Update')) updates += 1;
        return next(args);
      },
    { step: 'initialize', name: 'tries' },
  );
  try {
    await work();
  } finally {
    stack.remove('tries');
  }
  return updates;
};

const ROUNDS = 5;

/** What it takes to empty pools of that size, one by one, and beside them as many bare updates. */
export const emptied = async (size: number, label = `a pool of ${size}`): Promise<{ rows: Row[]; msEach: number }> => {
  const counted = await aPool(size);
  let got: string[] = [];
  let updates = 0;
  const { writes } = await measure(async () => {
    updates = await tries(async () => {
      got = (await drain(counted)).got;
    });
  });
  const times = { ours: [] as number[], raw: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const turn = [
      async () => times.ours.push((await drain(await aPool(size))).ms),
      async () => times.raw.push(await rawDrain(await aPool(size))),
    ];
    for (const each of round % 2 === 0 ? turn : turn.reverse()) await each();
  }
  // A write that is refused costs 1 on AWS; the engine reports nothing for it.
  const units = (writes + updates - size) / size;
  const doubles = got.length - new Set(got).size;
  const [ms, rawMs] = [median(times.ours), median(times.raw)];
  const throughput = rawMs / ms;
  const of = `any free one of ${label}`;
  return {
    msEach: ms / size,
    rows: [
      figure(`${of}: doubles`, 'addresses', doubles + (size - got.length), {
        words: '0',
        met: doubles === 0 && got.length === size,
      }),
      figure(`${of}: tries`, 'per allocation', updates / size, { words: 'at most 1.3', met: updates / size <= 1.3 }),
      figure(`${of}: write units`, 'per allocation', units, {
        words: 'at most 2.5',
        met: units <= 2.5,
      }),
      {
        ...figure(`${of}: allocations, beside bare conditional updates`, 'per second', (size / ms) * 1000, {
          words: 'ratio at least 0.8',
          met: throughput >= 0.8,
        }),
        rawMedian: (size / rawMs) * 1000,
        ratio: throughput,
      },
    ],
  };
};

/** What it takes to get so many of a big pool. */
export const takenSome = async (block: string, count: number): Promise<Row[]> => {
  const got = new Set<string>();
  const id = await poolOf(block);
  let updates = 0;
  const { writes } = await measure(async () => {
    updates = await tries(() => drainSome(id, count, (ip) => got.add(ip)));
  });
  const times = { ours: [] as number[], raw: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const fresh = await poolOf(block);
    times.ours.push(await elapsedMs(() => drainSome(fresh, count, () => {})));
    times.raw.push(await rawDrain(await aPool(count)));
  }
  const [ms, rawMs] = [median(times.ours), median(times.raw)];
  const of = `any free one of ${block}`;
  const units = (writes + updates - count) / count;
  return [
    figure(`${of}: doubles`, 'addresses', count - got.size, { words: '0', met: got.size === count }),
    figure(`${of}: tries`, 'per allocation', updates / count, { words: 'at most 1.3', met: updates / count <= 1.3 }),
    figure(`${of}: write units`, 'per allocation', units, { words: 'at most 2.5', met: units <= 2.5 }),
    {
      ...figure(`${of}: allocations, beside bare conditional updates`, 'per second', (count / ms) * 1000, {
        words: 'ratio at least 0.8',
        met: rawMs / ms >= 0.8,
      }),
      rawMedian: (count / rawMs) * 1000,
      ratio: rawMs / ms,
    },
  ];
};

/** How much longer an allocation takes than in the small case. */
export const beside = (name: string, msEach: number, smallMsEach: number): Row => {
  const ratio = msEach / smallMsEach;
  return figure(`${name}: time of an allocation beside the small case`, 'ratio', ratio, {
    words: 'at most 1.2',
    met: ratio <= 1.2,
  });
};
