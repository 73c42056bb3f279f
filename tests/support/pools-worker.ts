import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '#lib/core/errors';
import { documentClient } from '#lib/db/client';
import { placeOf } from '#lib/pools/ip-ranges';
import { find } from '#lib/pools/repository/pools';
import { spotAt } from '#lib/pools/repository/spots';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { loseAnswers } from './lose-answers.ts';
import type { Event } from './pools-history.ts';

/**
 * A process of its own that allocates and releases in one pool, `pools-worker.ts <name> <pool> <addresses> <operations>
 * <workers>`, loses 3 % of all answers, and prints what it saw, one JSON line for each call.
 */
const [name = '', pool = '', list = '', operations = '0', workers = '1'] = process.argv.slice(2);
const addresses = list.split(',');
loseAnswers(0.03, { pauseMs: 40 });

const clockMs = (): number => performance.timeOrigin + performance.now();
const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)] as T;
const print = (event: Event): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

const EXHAUSTED = 'pool.exhausted';
const EXPECTED = new Set([
  EXHAUSTED,
  'pool.contended',
  'database.contended',
  'resource.allocated',
  'resource.cooling',
  'resource.in-block',
  'resource.unknown',
]);

/**
 * A call that has claimed addresses, and then sees that the pool has lost one of them meanwhile, withdraws them all: it
 * held them for a moment, as whoever finds the pool exhausted at that moment may see.
 */
const underWay = new AsyncLocalStorage<number>();
const record = await find(pool);
const addressOf = new Map(
  addresses.map((address) => [record && spotAt(record, placeOf(address)).key.sk, address] as const),
);
documentClient().middlewareStack.add(
  (next, { commandName }) =>
    async (args) => {
      const answered = await next(args);
      const { Key } = args.input as { Key?: { sk?: string } };
      const address = commandName?.startsWith('DeleteItem') ? addressOf.get(Key?.sk) : undefined;
      const begun = underWay.getStore();
      if (address === undefined || begun === undefined) return answered;
      print({ do: 'withdraw', begun, ended: clockMs(), address });
      return answered;
    },
  { step: 'initialize', name: 'withdrawn' },
);

let left = Number(operations);
let calls = 0;

const allocating = async (holder: string): Promise<void> => {
  const kind = Math.random();
  const ttlSeconds = Math.random() < 0.3 ? pick([0.02, 0.1, 0.3]) : undefined;
  const owner = pick(['al', 'bo', 'cy']);
  const count = pick([2, 3]);
  const begun = clockMs();
  try {
    let got: { ip_address: string; status: string; lease_until?: string | undefined }[];
    if (kind < 0.5) got = [await pools.allocateAny(pool, { ttlSeconds })];
    else if (kind < 0.65) got = await pools.allocateMany(pool, count, ttlSeconds);
    else if (kind < 0.8) got = [await pools.allocateOwned(pool, undefined, { owner, ttlSeconds })];
    else got = [await pools.allocate(pool, resourceId(pool, pick(addresses)), { ttlSeconds })];
    const ended = clockMs();
    if (got.some(({ status }) => status !== 'ALLOCATED')) throw new Error(`Answered ${JSON.stringify(got)}`);
    const by = kind >= 0.65 && kind < 0.8 ? owner : holder;
    for (const { ip_address, lease_until } of got) {
      const leaseUntil = lease_until === undefined ? undefined : Date.parse(lease_until);
      print({ do: 'allocate', begun, ended, got: [ip_address], holder: by, leaseUntil });
    }
  } catch (error) {
    if (!(error instanceof AppError) || !EXPECTED.has(error.code)) throw error;
    const wanted = kind >= 0.5 && kind < 0.65 ? count : 1;
    if (error.code === EXHAUSTED) print({ do: 'exhausted', begun, ended: clockMs(), wanted });
  }
};

/** Blocks that this process holds. */
const blocks: { id: string; addresses: string[] }[] = [];

const withBlock = async (holder: string): Promise<void> => {
  const held = blocks.pop();
  const begun = clockMs();
  if (held) {
    await pools.release(pool, held.id);
    for (const address of held.addresses) print({ do: 'release', begun, ended: clockMs(), address, answered: true });
    return;
  }
  try {
    const { id, ip_address } = await pools.allocateBlock(pool, 30);
    const first = Number(ip_address.split('.')[3]);
    const got = [0, 1, 2, 3].map((n) => `10.0.0.${first + n}`);
    for (const one of got) print({ do: 'allocate', begun, ended: clockMs(), got: [one], holder });
    blocks.push({ id, addresses: got });
  } catch (error) {
    if (!(error instanceof AppError) || !EXPECTED.has(error.code)) throw error;
  }
};

/** Stretches that this process took out of the pool: it is the one that puts them back. */
const removed: string[][] = [];

/** To everybody else, what was removed is as if this process held it. */
const withRange = async (holder: string): Promise<void> => {
  const gone = removed.pop();
  const begun = clockMs();
  if (gone) {
    try {
      await pools.addAny(pool, `${gone[0]}-${gone.at(-1)}`);
    } catch (error) {
      if (!(error instanceof AppError) || !EXPECTED.has(error.code)) throw error;
      return void removed.push(gone);
    }
    for (const address of gone) print({ do: 'release', begun, ended: clockMs(), address, answered: true });
    return;
  }
  const first = pick([12, 14]);
  const stretch = addresses.slice(first, first + 2);
  try {
    await pools.removeAny(pool, `${stretch[0]}-${stretch.at(-1)}`);
    for (const one of stretch) print({ do: 'allocate', begun, ended: clockMs(), got: [one], holder });
    removed.push(stretch);
  } catch (error) {
    if (!(error instanceof AppError) || !EXPECTED.has(error.code)) throw error;
  }
};

const releasing = async (): Promise<void> => {
  const address = pick(addresses);
  const begun = clockMs();
  try {
    await pools.release(pool, resourceId(pool, address));
    print({ do: 'release', begun, ended: clockMs(), address, answered: true });
  } catch (error) {
    if (!(error instanceof AppError) || !EXPECTED.has(error.code)) throw error;
  }
};

const work = async (): Promise<void> => {
  while (left > 0) {
    left -= 1;
    calls += 1;
    const kind = Math.random();
    const holder = `${name}-${calls}`;
    await underWay.run(clockMs(), async () => {
      if (kind < 0.06) await withBlock(holder);
      else if (kind < 0.1) await withRange(holder);
      else await (kind < 0.56 ? allocating(holder) : releasing());
    });
  }
};

await Promise.all(Array.from({ length: Number(workers) }, work));
process.stdout.write('', () => process.exit(0));
