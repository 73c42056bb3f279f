import { iso } from '#lib/core/clock';
import { recountKey, resourceKey } from '#lib/db/keys';
import { get, update } from '#lib/db/table';
import { findUsage, setReached } from '#lib/pools/repository/usage-counters';
import * as pools from '#lib/pools/service';
import { dyingAfter } from '../crash.ts';
import { given } from '../given.ts';
import { as, type Exercises } from './exercise.ts';

const BLOCK = Array.from({ length: 120 }, (_, i) => `10.0.0.${i + 1}`);

const pool = async (addresses: readonly string[] = BLOCK.slice(0, 4), coolDownSeconds?: number): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: id, addresses, coolDownSeconds });
  return id;
};

/** A pool whose creation died before it was whole: whoever comes by finishes it. */
const halfMade = async (): Promise<string> => {
  const id = given.poolId();
  await dyingAfter(1, () => pools.create(id, { name: id, addresses: BLOCK }));
  return id;
};

/** A pool whose deletion died when it had sealed the addresses. */
const halfDeleted = async (): Promise<string> => {
  const id = await pool();
  await dyingAfter(2, () => pools.remove(id));
  return id;
};

const idOf = async (pool: string, nth = 0): Promise<string> => (await pools.get(pool)).pool.resources[nth]?.id ?? '';

/** A pool whose counts have two leases, of which there is none. */
const timedPool = async () => {
  const id = await pool();
  const born = (await findUsage(id))?.kept.born ?? '';
  const after = { id: 'r', ip_address: '10.0.0.1', status: 'ALLOCATED', born, backAt: iso() } as const;
  const sequences = ['1', '2'].map((text) => text.padStart(48, '0'));
  await pools.count(sequences.map((sequence) => ({ pool: id, before: undefined, after, sequence })));
  return { id, born };
};

/** Nobody reads the stream here: it is played. */
const play = async ({ id, born }: { id: string; born: string }): Promise<void> => {
  const mark = await get(recountKey(id));
  if (mark) await setReached(id, born, String(mark.token));
};

const at = (id: string, more: object = {}) => ({ params: { id, ...more } });

export const poolExercises: Exercises = {
  createPool: async () => {
    const body = { name: 'made', resources: ['10.0.0.0/25'] };
    await as('createPool', { ...at(given.poolId()), body });
    await as('createPool', { ...at(await halfMade()), body });
    await as('createPool', { ...at(await halfDeleted()), body });
  },
  getPool: async () => as('getPool', at(await pool())),
  listPools: async () => [await pool(), await as('listPools')],
  deletePool: async () => {
    await as('deletePool', at(await pool()));
    await as('deletePool', at(await halfMade()));
  },
  allocateResource: async () => {
    const id = await pool();
    for (const body of [{ owner: 'a', ttl_seconds: 60 }, {}, { count: 2 }, { id: await idOf(id) }, {}])
      await as('allocateResource', { ...at(id), body });
    await as('allocateResource', { ...at(await halfMade()), body: { count: 100 } });
    await as('allocateResource', { ...at(await halfDeleted()), body: {} });
  },
  releaseResource: async () => {
    const cooling = await pool(BLOCK.slice(0, 3), 600);
    const held = await pools.allocateOwned(cooling, undefined, { owner: 'a' });
    await as('releaseResource', { ...at(cooling), body: { id: held.id } });
    const plain = await pool();
    const owned = await pools.allocateOwned(plain, undefined, { owner: 'a' });
    await as('releaseResource', { ...at(plain), body: { id: owned.id } });
    const sealed = await halfDeleted();
    await as('releaseResource', { ...at(sealed), body: { id: await idOf(sealed) } });
    const unfinished = await halfMade();
    await as('releaseResource', { ...at(unfinished), body: { id: await idOf(unfinished, 119) } });
    // A seal of a deletion that is long over makes a release look at the pool, whatever goes on there.
    const late = await halfMade();
    const id = await idOf(late);
    await update(resourceKey(late, id), { set: { seal: 'late' } });
    await as('releaseResource', { ...at(late), body: { id } });
  },
  addResource: async () => {
    await as('addResource', { ...at(await pool()), body: { ip_address: '10.9.0.1' } });
    await as('addResource', { ...at(await halfMade()), body: { ip_address: '10.9.0.1' } });
  },
  removeResource: async () => {
    for (const id of [await pool(), await halfMade()])
      await as('removeResource', at(id, { resource_id: await idOf(id) }));
  },
  getResource: async () => {
    const id = await pool();
    await as('getResource', at(id, { resource_id: await idOf(id) }));
  },
  findResources: async () => [await pool(), await as('findResources', { query: { ip: '10.0.0.1' } })],
  getPoolUse: async () => as('getPoolUse', at((await timedPool()).id)),
  recountPoolUse: async () => {
    const life = await timedPool();
    await pools.allocateAny(life.id, { ttlSeconds: 60 });
    const timer = setInterval(() => void play(life), 20);
    await as('recountPoolUse', at(life.id)).finally(() => clearInterval(timer));
  },
};
