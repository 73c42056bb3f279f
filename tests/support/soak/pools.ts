import { randomUUID } from 'node:crypto';
import { sleep } from '#lib/core/clock';
import { given } from '#support/given';
import { type Driver, type Means, one, pick } from './driver.ts';

const SIZE = 64;
const COOL_DOWN_SECONDS = 2;

/** What callers hold of the pools that they share: who was told that an address is theirs, and until when. */
interface Shared {
  plain: string;
  cooling: string;
  ready: Promise<void>;
  /** Ids of the plain pool that were given to somebody and not taken back. */
  held: Set<string>;
  /** Those of them that an owner holds, who alone releases them. */
  owned: Set<string>;
  /** When leases of the other pool end, in ms, cool-down included. */
  leases: Map<string, number>;
}

const shared = (ask: Means['ask']): Shared => {
  const [plain, cooling] = [given.poolId(), given.poolId()];
  const make = (id: string, more: object) =>
    ask('create a pool', 'PUT', `/api/pools/${id}`, {
      body: { name: 'soak', resources: [`10.1.0.1-10.1.0.${SIZE}`], ...more },
      expected: [201],
    });
  const ready = Promise.all([make(plain, {}), make(cooling, { cool_down_seconds: COOL_DOWN_SECONDS })]);
  return { plain, cooling, ready: ready.then(() => {}), held: new Set(), owned: new Set(), leases: new Map() };
};

type Item = { id: string; status: string; owner?: string; lease_until?: string };

/** Workers on two shared pools, and each with a small pool of its own that comes and goes. */
export const poolDrivers = (count: number): ((means: Means) => Driver)[] => {
  let common: Shared | undefined;
  return Array.from({ length: count }, (_, worker) => (means: Means): Driver => {
    const { ask, wrong } = means;
    common ??= shared(ask);
    const { plain, cooling, ready, held, owned, leases } = common;
    const own = new Map<string, string>();

    const take = (id: string): void => {
      if (held.has(id)) wrong(`${id} of ${plain} was given to two`);
      held.add(id);
    };
    const release = async (id: string): Promise<void> => {
      held.delete(id);
      await ask('release', 'PUT', `/api/pools/${plain}/release`, { body: { id }, expected: [200] });
    };
    const any = async (): Promise<void> => {
      const { status, body } = await ask('allocate any', 'PUT', `/api/pools/${plain}/allocate`, {
        expected: [200, 409],
      });
      if (status === 200) take(body.id);
    };
    const several = async (): Promise<void> => {
      const { status, body } = await ask('allocate several', 'PUT', `/api/pools/${plain}/allocate`, {
        body: { count: 3 },
        expected: [200, 409],
      });
      if (status === 200) for (const { id } of body.items as Item[]) take(id);
    };
    const keyed = async (): Promise<void> => {
      const sent = { headers: { 'Idempotency-Key': randomUUID() }, expected: [200, 409] };
      const first = await ask('allocate with a key', 'PUT', `/api/pools/${plain}/allocate`, sent);
      const again = await ask('allocate with a key', 'PUT', `/api/pools/${plain}/allocate`, sent);
      if (again.body.id !== first.body.id) wrong(`A repeated key was given ${again.body.id}, not ${first.body.id}`);
      if (first.status === 200) take(first.body.id);
    };
    const leased = async (): Promise<void> => {
      const { status, body } = await ask('allocate for a while', 'PUT', `/api/pools/${cooling}/allocate`, {
        body: { ttl_seconds: 1 + Math.floor(Math.random() * 3) },
        expected: [200, 409],
      });
      if (status !== 200) return;
      if ((leases.get(body.id) ?? 0) > Date.now()) wrong(`${body.id} of ${cooling} was given away before its time`);
      leases.set(body.id, Date.parse(body.lease_until) + COOL_DOWN_SECONDS * 1000);
    };
    const forOwner = async (): Promise<void> => {
      const owner = `worker-${worker}-${Math.floor(Math.random() * 3)}`;
      const { status, body } = await ask('allocate for an owner', 'PUT', `/api/pools/${plain}/allocate`, {
        body: { owner },
        expected: [200, 409],
      });
      if (status !== 200) return;
      const had = own.get(owner);
      if (had === undefined) take(body.id);
      else if (had !== body.id) wrong(`${owner} held ${had} and was given ${body.id}`);
      own.set(owner, body.id);
      owned.add(body.id);
    };
    const disown = async (): Promise<void> => {
      const [owner, id] = pick([...own]) ?? [];
      if (owner === undefined || id === undefined) return;
      own.delete(owner);
      owned.delete(id);
      await release(id);
    };
    const comeAndGo = async (): Promise<void> => {
      const id = given.poolId();
      const path = `/api/pools/${id}`;
      await ask('create a pool', 'PUT', path, { body: { name: 'own', resources: ['10.2.0.0/25'] }, expected: [201] });
      const { body } = await ask('allocate any', 'PUT', `${path}/allocate`, { expected: [200] });
      await ask('delete a pool in use', 'DELETE', path, { expected: [409] });
      await ask('release', 'PUT', `${path}/release`, { body: { id: body.id }, expected: [200] });
      await ask('remove an address', 'DELETE', `${path}/resource/remove/${body.id}`, { expected: [204] });
      await ask('delete a pool', 'DELETE', path, { expected: [204] });
      await ask('read a pool', 'GET', path, { expected: [404] });
    };
    const look = async (): Promise<void> => {
      await ask('use of a pool', 'GET', `/api/pools/${plain}/use`, { expected: [200] });
      await ask('read a pool', 'GET', `/api/pools/${cooling}?view=full`, { expected: [200] });
    };
    const giveBack = async (): Promise<void> => {
      const id = pick([...held].filter((each) => !owned.has(each)));
      if (id !== undefined) await release(id);
    };

    const check = async (): Promise<void> => {
      if (worker > 0) return;
      await sleep(100);
      for (const pool of [plain, cooling]) {
        const { body } = await ask('recount', 'POST', `/api/pools/${pool}/use/recount`, { expected: [200] });
        if (body.drift !== 0) wrong(`The counts of ${pool} were wrong by ${body.drift}`);
      }
      const { body } = await ask('read a pool', 'GET', `/api/pools/${plain}`, { expected: [200] });
      const there = (body.resources as Item[]).filter(({ status }) => status === 'ALLOCATED').map(({ id }) => id);
      const [lost, orphans] = [[...held].filter((id) => !there.includes(id)), there.filter((id) => !held.has(id))];
      if (lost.length + orphans.length > 0) wrong(`Of ${plain}, ${lost} are lost and nobody was told of ${orphans}`);
    };

    return {
      turn: async () => {
        await ready;
        await one([
          [4, any],
          [1, several],
          [1, keyed],
          [3, leased],
          [2, forOwner],
          [1, disown],
          [0.3, comeAndGo],
          [1, look],
          [7, giveBack],
        ]);
      },
      check,
    };
  });
};
