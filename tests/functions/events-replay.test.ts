import { expect, test } from '@jest/globals';
import pLimit from 'p-limit';
import { handler as dispatch } from '#functions/events/dispatch-changes';
import { find as findMachine } from '#lib/cloud/repository/machines';
import * as clusters from '#lib/cloud/service/clusters';
import * as machines from '#lib/cloud/service/machines';
import { actingAs } from '#lib/core/actor';
import { AppError } from '#lib/core/errors';
import type { EventRecord } from '#lib/events/model';
import { readTypes } from '#lib/events/repository/log';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import * as ztp from '#lib/ztp/service';
import { given } from '#support/given';
import { emptyWorld, replay, type World } from '#support/replay';
import { eventually } from '#support/request';
import { followStream } from '#support/stream';

/** Fewer are enough while one works on something that they find. */
const OPERATIONS = Number(process.env.REPLAY_OPERATIONS ?? 600);
const AT_ONCE = 8;

const { handed, buried } = await followStream('dispatchChanges', dispatch);

const range = (count: number) => Array.from({ length: count }, (_, n) => n);
const POOLS = range(6).map(() => given.poolId());
const IPS = range(12).map((n) => `10.9.0.${n + 1}`);
const RANGES = ['10.9.0.32-10.9.0.47', '10.9.0.2-10.9.0.7', '10.9.1.0-10.9.1.3'];
const OWNERS = ['a', 'b', 'c'];
const DEVICES = range(12).map(() => given.mac());
const SERVERS = range(12).map(() => given.name('server'));
const CLUSTER = given.name('cluster');
const USERS = ['alice', 'bob'];

const oneOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;

/** Machines that were made, of which some are gone. */
const made: string[] = [];
/** A clock that runs ahead, so that machines are not in transition for ever. */
const later = () => new Date(Date.now() + 10_000);

const resourceIn = async (pool: string): Promise<string> => {
  const { pool: found } = await pools.get(pool);
  return oneOf(found.resources)?.id ?? crypto.randomUUID();
};

/** Blocks that were allocated, by their pool. */
const blocks: { pool: string; id: string }[] = [];

/** What operators and machines do, each as likely as it stands here often. */
const ACTS: (() => Promise<unknown>)[] = [
  () => pools.create(oneOf(POOLS), { name: given.name('p'), addresses: [] }),
  () => pools.create(oneOf(POOLS), { name: given.name('p'), addresses: ['10.9.0.3-10.9.0.5', '2001:db8::/124'] }),
  () => pools.remove(oneOf(POOLS)),
  () => pools.add(oneOf(POOLS), oneOf(IPS)),
  () => pools.add(oneOf(POOLS), oneOf(IPS)),
  () => pools.add(oneOf(POOLS), oneOf(IPS)),
  () => pools.addAny(oneOf(POOLS), oneOf(RANGES)),
  () => pools.removeAny(oneOf(POOLS), oneOf(RANGES)),
  () => pools.allocateAny(oneOf(POOLS)),
  () => pools.allocateAny(oneOf(POOLS)),
  () => pools.allocateOwned(oneOf(POOLS), undefined, { owner: oneOf(OWNERS) }),
  async () => {
    const pool = oneOf(POOLS);
    blocks.push({ pool, id: (await pools.allocateBlock(pool, 30)).id });
  },
  async () => {
    const { pool, id } = oneOf(blocks) ?? { pool: oneOf(POOLS), id: crypto.randomUUID() };
    return pools.release(pool, id);
  },
  async () => {
    const pool = oneOf(POOLS);
    return pools.release(pool, await resourceIn(pool));
  },
  async () => {
    const pool = oneOf(POOLS);
    return pools.release(pool, await resourceIn(pool));
  },
  async () => {
    const pool = oneOf(POOLS);
    return pools.removeResource(pool, await resourceIn(pool));
  },
  // Some of these come too late, and are taken back.
  async () => {
    const pool = oneOf(POOLS);
    const taken = [1, 2, 3].map(() => pools.allocateAny(pool));
    const all = await Promise.allSettled([...taken, pools.remove(pool)]);
    const failed = all.find((one) => one.status === 'rejected' && !(one.reason instanceof AppError));
    if (failed) throw (failed as PromiseRejectedResult).reason;
  },
  () => ztp.register(oneOf(DEVICES), { ip: oneOf(IPS), name: given.name() }),
  () => ztp.register(oneOf(DEVICES), { ip: oneOf(IPS) }),
  () => ztp.edit(oneOf(DEVICES), { name: given.name() }),
  () => ztp.edit(oneOf(DEVICES), { userdata: given.name() }),
  () => ztp.remove(oneOf(DEVICES)),
  () => monitor.add(oneOf(SERVERS), oneOf(IPS)),
  () => monitor.add(oneOf(SERVERS), oneOf(IPS)),
  () => monitor.update(oneOf(SERVERS), { ip: oneOf(IPS) }),
  () => monitor.update(oneOf(SERVERS), { paused: Math.random() < 0.5 }),
  () => monitor.remove(oneOf(SERVERS)),
  async () => made.push((await machines.create({ cluster_name: CLUSTER, tags: ['x'] })).id),
  () => machines.change(oneOf(made), { name: given.name(), tags: [oneOf(OWNERS)] }),
  () => machines.operate(oneOf(made), oneOf(['START', 'STOP', 'REBOOT', 'TERMINATE'] as const), { now: later }),
  () => machines.remove(oneOf(made), { now: later }),
];

/** Refusals are answers: no such pool, taken, in use. */
const act = async (): Promise<void> => {
  try {
    await actingAs({ user: oneOf(USERS) }, oneOf(ACTS));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
};

/** What is in the table. */
const present = async (): Promise<World> => {
  const world = emptyWorld();
  for (const id of POOLS) {
    const { pool } = (await pools.get(id, { view: 'full' }).catch(() => undefined)) ?? {};
    if (!pool) continue;
    world.pools[id] = { name: pool.name };
    for (const { ip_address, status, owner } of pool.resources)
      world.addresses[`${id} ${ip_address}`] = { status, ...(owner !== undefined && { owner }) };
  }
  for (const { id, ip, name } of (await ztp.list({ limit: 1000 })).items) world.devices[id] = { ip, name };
  for (const { name, ip, paused = false } of (await monitor.list({ limit: 1000 })).items)
    world.servers[name] = { ip, paused };
  for (const id of made) {
    const machine = await findMachine(id);
    if (machine) {
      const { name, tags, passing, settled } = machine;
      world.machines[id] = { name, tags, passing, settled };
    }
  }
  return world;
};

const allEvents = async (): Promise<EventRecord[]> => {
  const events: EventRecord[] = [];
  for await (const event of readTypes(() => true, { from: '2026', before: '9999' }, 1000)) events.push(event);
  return events;
};

test('after random operations the events, replayed, give the pools, devices, servers and machines that are in the table', async () => {
  await actingAs({ user: 'alice' }, async () => {
    await clusters.create({ name: CLUSTER, region_code: 'A' });
    made.push((await machines.create({ cluster_name: CLUSTER, tags: [] })).id);
  });
  await pLimit(AT_ONCE).map(range(OPERATIONS), act);
  const world = await present();
  // The stream has passed when what was changed after the last change has its event. The events of one batch are written
  // side by side: so a change comes after that one, in a batch of its own.
  const marks = [given.name('mark'), given.name('mark')];
  for (const mark of marks) {
    await monitor.add(mark, '10.0.0.1');
    await eventually(allEvents, (events) => events.some(({ subject }) => subject === mark), 120_000);
  }
  for (const mark of marks) await monitor.remove(mark);
  const gone = ({ type, subject }: EventRecord) => type === 'server.deleted' && marks.includes(subject);
  await eventually(allEvents, (all) => all.filter(gone).length === marks.length, 120_000);
  const events = (await allEvents()).filter(({ subject }) => !marks.includes(subject));
  expect(replay(events)).toEqual(world);
  expect(events.length).toBeGreaterThan(OPERATIONS / 4);
  // Whoever acted is named, in every event of what somebody did.
  const system = events.filter(({ actor, data }) => 'system' in actor && !data.withdrawn);
  expect(system).toEqual([]);
  expect(buried).toEqual([]);
}, 900_000);

test('the stream handed on again from its beginning makes no second event', async () => {
  const before = await allEvents();
  for (const event of handed) await dispatch(event);
  expect(await allEvents()).toEqual(before);
});
