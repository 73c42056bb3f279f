import { iso } from '#lib/core/clock';
import { find } from '#lib/pools/repository/usage-counters';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { dyingAfter } from '../crash.ts';
import { given } from '../given.ts';
import { reachMarks } from '../marks.ts';
import { poolBefore } from '../pools-before.ts';
import { as, type Exercises } from './exercise.ts';

const BLOCK = Array.from({ length: 120 }, (_, i) => `10.0.0.${i + 1}`);

const pool = async (addresses: readonly string[] = BLOCK.slice(0, 4), coolDownSeconds?: number): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: id, addresses, coolDownSeconds });
  return id;
};

/** A pool that the release before was making when it ended: whoever comes by finishes it. */
const halfMade = (): Promise<string> => poolBefore({ stage: 'CREATING', unwritten: BLOCK.slice(3) });

/** A pool whose deletion died before it was decided. */
const halfDeleted = async (): Promise<string> => {
  const id = await pool();
  await dyingAfter(1, () => pools.remove(id));
  return id;
};

/** A pool whose deletion died when it was decided. */
const gone = async (): Promise<string> => {
  const id = await pool();
  await pools.release(id, (await pools.allocateAny(id)).id);
  await dyingAfter(2, () => pools.remove(id));
  return id;
};

/** A pool with a block that was announced, and nobody has decided. */
const withAnnounced = async (): Promise<string> => {
  const id = await pool(['10.0.0.0/24']);
  await pools.release(id, (await pools.allocate(id, resourceId(id, '10.0.0.230'))).id);
  await dyingAfter(1, () => pools.allocateBlock(id, 28));
  return id;
};

/** A pool that shares a space with another. */
const inSpace = async (): Promise<string> => {
  const space = given.name('space').replaceAll(' ', '-');
  await pools.create(given.poolId(), { name: 'other', addresses: ['10.8.0.0/24'], space });
  const id = given.poolId();
  await pools.create(id, { name: id, addresses: BLOCK.slice(0, 4), space });
  return id;
};

const idOf = async (pool: string, nth = 0): Promise<string> => (await pools.get(pool)).pool.resources[nth]?.id ?? '';

/** A pool whose counts have two leases, of which there is none. */
const timedPool = async (): Promise<string> => {
  const id = await pool();
  const born = (await find(id))?.pool.born ?? '';
  const held = { id: 'r', ip_address: '10.0.0.1', status: 'ALLOCATED', born } as const;
  const after = { ...held, backAt: iso(), ranged: true };
  const sequences = ['1', '2'].map((text) => text.padStart(48, '0'));
  await pools.count(sequences.map((sequence) => ({ pool: id, before: undefined, after, sequence })));
  return id;
};

const at = (id: string, more: object = {}) => ({ params: { id, ...more } });

export const poolExercises: Exercises = {
  createPool: async () => {
    const body = { name: 'made', resources: ['10.0.0.0/25'] };
    const space = given.name('space').replaceAll(' ', '-');
    await as('createPool', { ...at(given.poolId()), body: { ...body, space } });
    for (const there of [await halfMade(), await halfDeleted(), await gone(), await poolBefore({ stage: 'REMOVING' })])
      await as('createPool', { ...at(there), body });
  },
  importPools: async () => {
    const [there, space] = [given.poolId(), given.name('space')];
    await as('createPool', { ...at(there), body: { name: 'a', resources: ['10.0.0.1'], space } });
    const lines = [`${there},b,10.0.0.1,${space}`, `${given.poolId()},b,10.0.0.2,${space}`];
    const ends = [await halfMade(), await halfDeleted(), await gone(), await poolBefore({ stage: 'REMOVING' })];
    await as('importPools', {
      body: ['id,name,resources,space', ...lines, ...ends.map((id) => `${id},c,,`)].join('\n'),
    });
  },
  editPool: async () => {
    await as('editPool', { ...at(await pool()), body: { name: 'other' } });
    await as('editPool', { ...at(await halfMade()), body: { name: 'other' } });
    await as('editPool', { ...at(await halfDeleted()), body: { name: 'other' } });
    await as('editPool', { ...at(await withAnnounced()), body: { name: 'other' } });
  },
  getPool: async () => [await as('getPool', at(await pool())), await as('getPool', at(await poolBefore()))],
  listPools: async () => {
    await pool();
    await timedPool();
    await poolBefore();
    await as('listPools');
    await as('listPools', { query: { fields: 'head' } });
  },
  deletePool: async () => {
    for (const there of [await pool(), await halfMade(), await gone(), await poolBefore(), await withAnnounced()])
      await as('deletePool', at(there));
  },
  allocateResource: async () => {
    const id = await pool();
    const last = { prefix_length: 31 };
    for (const body of [{ owner: 'a', ttl_seconds: 60 }, {}, last, { id: await idOf(id) }, { count: 2 }, {}])
      await as('allocateResource', { ...at(id), body });
    for (const there of [
      await halfMade(),
      await halfDeleted(),
      await withAnnounced(),
      await poolBefore({ heldBy: 'a' }),
    ])
      await as('allocateResource', { ...at(there), body: { owner: 'a' } });
    await as('allocateResource', { ...at(await pool(['10.0.0.0/24'])), body: { prefix_length: 28, owner: 'b' } });
    const stale = await pool();
    await pools.allocateAny(stale);
    await dyingAfter(1000, () => pools.allocateAny(stale));
  },
  releaseResource: async () => {
    const cooling = await pool(BLOCK.slice(0, 3), 600);
    const held = await pools.allocateOwned(cooling, undefined, { owner: 'a' });
    await as('releaseResource', { ...at(cooling), body: { id: held.id } });
    const plain = await pool();
    const owned = await pools.allocateOwned(plain, undefined, { owner: 'a' });
    await as('releaseResource', { ...at(plain), body: { id: owned.id } });
    const before = await poolBefore({ heldBy: 'a' });
    await as('releaseResource', { ...at(before), body: { id: await idOf(before) } });
    const blocks = await pool(['10.0.0.0/24']);
    const { id } = await pools.allocateBlock(blocks, 28, { owner: 'a' });
    await as('releaseResource', { ...at(blocks), body: { id } });
    for (const there of [await halfDeleted(), await halfMade(), await withAnnounced()])
      await as('releaseResource', { ...at(there), body: { id: resourceId(there, BLOCK[3] ?? '') } });
  },
  addResource: async () => {
    for (const there of [await pool(), await halfMade(), await halfDeleted(), await withAnnounced(), await inSpace()])
      await as('addResource', { ...at(there), body: { ip_address: '10.9.0.1' } });
  },
  removeResource: async () => {
    for (const there of [await pool(), await halfMade(), await poolBefore(), await inSpace(), await withAnnounced()])
      await as('removeResource', at(there, { resource_id: await idOf(there) }));
    const wide = await pool(['10.0.0.0/24']);
    await pools.release(wide, (await pools.allocateAny(wide)).id);
    await as('removeResource', at(wide, { resource_id: '10.0.0.1-10.0.0.99' }));
  },
  getResource: async () => {
    const id = await pool();
    await as('getResource', at(id, { resource_id: await idOf(id) }));
    const before = await halfMade();
    await as('getResource', at(before, { resource_id: await idOf(before) }));
  },
  findResources: async () => {
    await pool();
    const owner = given.name('owner');
    await pools.allocateOwned(await pool(), undefined, { owner });
    await poolBefore();
    await as('findResources', { query: { ip: '10.0.0.1' } });
    await as('findResources', { query: { owner } });
  },
  getPoolUse: async () => [
    await as('getPoolUse', at(await timedPool())),
    await as('getPoolUse', at(await poolBefore())),
    await as('getPoolUse', { ...at(await timedPool()), query: { within: 'all' } }),
  ],
  recountPoolUse: async () => {
    for (const id of [await timedPool(), await poolBefore()]) {
      await pools.allocateAny(id, { ttlSeconds: 60 });
      const timer = setInterval(() => void reachMarks(id).catch(() => undefined), 20);
      await as('recountPoolUse', at(id)).finally(() => clearInterval(timer));
    }
  },
};
