import { sortableIp } from '#lib/core/address';

/** Pools as plain data and plain rules: what Muster must look like from outside, whatever runs beside what. */
interface ModelResource {
  held: boolean;
  owner?: string | undefined;
  leaseUntil?: number | undefined;
  backAt?: number | undefined;
}
interface ModelPool {
  name: string;
  coolDownSeconds: number;
  resources: Record<string, ModelResource>;
  /** Its creation died, so a repeat may be answered 201. */
  unanswered?: boolean;
}
export interface World {
  pools: Record<string, ModelPool>;
  /** Pools whose deletion took effect but died, so a repeat may be answered 204. */
  ghosts: string[];
}

export type Operation =
  | { do: 'create'; pool: string; addresses: string[]; coolDownSeconds: number }
  | { do: 'delete'; pool: string }
  | { do: 'allocate'; pool: string; address: string; ttlSeconds?: number | undefined }
  | { do: 'allocateAny'; pool: string; ttlSeconds?: number | undefined }
  | { do: 'allocateMany'; pool: string; count: number }
  | { do: 'allocateOwned'; pool: string; owner: string; ttlSeconds?: number | undefined }
  | { do: 'release'; pool: string; address: string }
  | { do: 'add'; pool: string; address: string }
  | { do: 'removeResource'; pool: string; address: string };

/** What a call came to: the addresses it got, or a code. A call that died came to nothing known. */
export type Result = { ok: string[] } | { code: string } | { died: true };

const isHeld = ({ held, leaseUntil }: ModelResource, now: number) =>
  held && !(leaseUntil !== undefined && leaseUntil <= now);
const isFree = ({ held, backAt }: ModelResource, now: number) => (backAt === undefined ? !held : backAt <= now);

/** What everybody can see. */
export const visible = ({ pools }: World, now: number) =>
  Object.fromEntries(
    Object.entries(pools).map(([id, { resources }]) => [
      id,
      Object.keys(resources)
        .sort((a, b) => (sortableIp(a) < sortableIp(b) ? -1 : 1))
        .map((address) => {
          const one = resources[address] as ModelResource;
          const held = isHeld(one, now);
          return [
            address,
            held ? `held ${one.owner ?? ''} ${one.leaseUntil ?? ''}` : `free ${isFree(one, now) ? '' : one.backAt}`,
          ];
        }),
    ]),
  );

const claimed = (pool: ModelPool, now: number, ttlSeconds?: number, owner?: string): ModelResource => ({
  held: true,
  owner,
  ...(ttlSeconds !== undefined && {
    leaseUntil: now + ttlSeconds * 1000,
    backAt: now + (ttlSeconds + pool.coolDownSeconds) * 1000,
  }),
});

const code = (text: string): Result => ({ code: text });

/** What may have happened when one call ran alone: its result (as it was seen, where the model leaves a choice) and the world after. */
export const apply = (
  before: World,
  call: Operation,
  seen: Result,
  now: number,
): { world: World; result: Result }[] => {
  const world = structuredClone(before);
  const pool = world.pools[call.pool];
  const only = (result: Result) => [{ world, result }];
  const died = 'died' in seen;
  if (call.do === 'create') {
    const name = call.addresses.join();
    if (pool) {
      const isRepeat = pool.unanswered && pool.name === name && pool.coolDownSeconds === call.coolDownSeconds;
      if (!isRepeat || !('ok' in seen)) return only(code('pool.exists'));
      pool.unanswered = false;
      return only({ ok: [] });
    }
    const resources = Object.fromEntries(call.addresses.map((address) => [address, { held: false }]));
    world.pools[call.pool] = { name, coolDownSeconds: call.coolDownSeconds, resources, unanswered: died };
    world.ghosts = world.ghosts.filter((id) => id !== call.pool);
    return only({ ok: [] });
  }
  if (!pool) {
    const isGhost = call.do === 'delete' && world.ghosts.includes(call.pool) && 'ok' in seen;
    if (isGhost) world.ghosts = world.ghosts.filter((id) => id !== call.pool);
    return only(isGhost ? { ok: [] } : code('pool.unknown'));
  }
  const { resources } = pool;
  if (call.do === 'delete') {
    if (Object.values(resources).some((one) => isHeld(one, now))) return only(code('pool.in-use'));
    delete world.pools[call.pool];
    if (died) world.ghosts.push(call.pool);
    return only({ ok: [] });
  }
  const free = Object.keys(resources).filter((address) => isFree(resources[address] as ModelResource, now));
  const take = (addresses: string[], ttlSeconds?: number, owner?: string): { world: World; result: Result }[] => {
    for (const address of addresses) resources[address] = claimed(pool, now, ttlSeconds, owner);
    return only({ ok: addresses });
  };
  if (call.do === 'allocateAny' || call.do === 'allocateMany') {
    const count = call.do === 'allocateAny' ? 1 : call.count;
    const got = 'ok' in seen ? seen.ok : free.slice(0, count);
    if (free.length < count) return only(code('pool.exhausted'));
    if (got.length !== count || !got.every((address) => free.includes(address))) return [];
    return take(got, call.do === 'allocateAny' ? call.ttlSeconds : undefined);
  }
  if (call.do === 'allocateOwned') {
    const { owner, ttlSeconds } = call;
    const theirs = Object.keys(resources).filter((address) => resources[address]?.owner === owner);
    const held = theirs.find((address) => isHeld(resources[address] as ModelResource, now));
    if (held !== undefined) return ttlSeconds === undefined ? only({ ok: [held] }) : take([held], ttlSeconds, owner);
    const [got = theirs[0] ?? free[0]] = 'ok' in seen ? seen.ok : [];
    if (got === undefined) return only(code('pool.exhausted'));
    return theirs.includes(got) || free.includes(got) ? take([got], ttlSeconds, owner) : [];
  }
  const one = resources[call.address];
  if (call.do === 'add') {
    if (one) return only(code('resource.exists'));
    resources[call.address] = { held: false };
    return only({ ok: [call.address] });
  }
  if (!one) return only(code('resource.unknown'));
  if (call.do === 'allocate') {
    if (isFree(one, now)) return take([call.address], call.ttlSeconds);
    return only(code(isHeld(one, now) ? 'resource.allocated' : 'resource.cooling'));
  }
  if (call.do === 'removeResource') {
    if (isHeld(one, now)) return only(code('resource.allocated'));
    delete resources[call.address];
    return only({ ok: [] });
  }
  if (isHeld(one, now))
    resources[call.address] =
      pool.coolDownSeconds > 0
        ? { held: false, owner: one.owner, backAt: now + pool.coolDownSeconds * 1000 }
        : { held: false };
  return only({ ok: [call.address] });
};

export interface Done {
  call: Operation;
  result: Result;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** One way in which things may stand: a world, and the deletions that died but may still be finished by somebody. */
export interface Possible {
  world: World;
  pending: Done[];
}

/**
 * Every way in which things may stand after calls that ran side by side: each of them took effect at one moment, in some
 * order that explains all the results; one that died took effect or did not (linearizability, Herlihy and Wing 1990).
 */
export const explain = ({ world, pending }: Possible, done: readonly Done[], now: number): Possible[] => {
  const ways: Possible[] = [];
  const go = (at: World, left: readonly Done[]): void => {
    if (left.every(({ result }) => 'died' in result))
      ways.push({ world: at, pending: left.filter(({ call }) => call.do === 'delete') });
    for (const next of left) {
      const rest = left.filter((other) => other !== next);
      for (const step of apply(at, next.call, next.result, now))
        if ('died' in next.result ? !('code' in step.result) : same(step.result, next.result)) go(step.world, rest);
    }
  };
  go(world, [...pending, ...done]);
  return ways;
};
