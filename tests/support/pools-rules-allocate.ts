import { isFree, isHeld, type ModelResource } from './pools-model.ts';
import { code, freeOf, type Rule, type Scene, type Way } from './pools-scene.ts';

/** Every choice of so many. */
const choices = (from: readonly string[], count: number): string[][] =>
  count === 0 ? [[]] : from.flatMap((one, i) => choices(from.slice(i + 1), count - 1).map((rest) => [one, ...rest]));

interface Terms {
  ttlSeconds?: number | undefined;
  owner?: string | undefined;
  allocation?: string | undefined;
}

const claim = ({ pool, at }: Scene, { ttlSeconds, owner, allocation }: Terms): ModelResource => ({
  held: true,
  owner,
  allocation,
  ...(ttlSeconds !== undefined && {
    leaseUntil: at + ttlSeconds * 1000,
    backAt: at + (ttlSeconds + pool.coolDownSeconds) * 1000,
  }),
});

/** An address is allocated; `goesOn` where its holder has it already. */
const taking = (scene: Scene, address: string, terms: Terms, goesOn = false): Way => {
  const { pool, seen } = scene;
  const known = goesOn ? pool.resources[address]?.allocation : undefined;
  const told = 'ok' in seen && terms.ttlSeconds !== undefined ? seen.ok[1] : undefined;
  const isAlike = told === undefined || known === undefined || known === told;
  const isNew = goesOn || told === undefined || pool.resources[address]?.ended !== told;
  const allocation = told ?? known;
  return {
    result: { ok: [address, ...(isAlike && isNew && told !== undefined ? [told] : [])] },
    change: (_, { resources }) => {
      resources[address] = claim(scene, { ...terms, allocation });
    },
  };
};

const SIZES: Record<number, number> = { 30: 4, 31: 2, 32: 1 };

/** The whole, aligned blocks of 10.0.0.0/29 that are free. */
const freeBlocks = (free: readonly string[], prefixLength: number): string[][] => {
  const size = SIZES[prefixLength] ?? 8;
  return [0, 1, 2, 3, 4, 5, 6, 7]
    .filter((first) => first % size === 0 && first + size <= 8)
    .map((first) => Array.from({ length: size }, (_, n) => `10.0.0.${first + n}`))
    .filter((block) => block.every((address) => free.includes(address)));
};

type Allocating = 'allocate' | 'allocateAny' | 'allocateMany' | 'allocateOwned' | 'allocateBlock';

/** What a call may come to that wants addresses. */
export const ALLOCATING: { [Do in Allocating]: Rule<Do> } = {
  allocate: (scene) => {
    const { call, pool, now } = scene;
    const one = pool.resources[call.address];
    if (!one) return [code('resource.unknown')];
    if (one.inBlock) return [code('resource.in-block')];
    if (isFree(one, now)) return [taking(scene, call.address, call)];
    return [code(isHeld(one, now) ? 'resource.allocated' : 'resource.cooling')];
  },
  allocateAny: (scene) => {
    const { call, seen, noticed } = scene;
    const free = freeOf(scene);
    if (free.length === 0) return [code('pool.exhausted')];
    const likely = 'ok' in seen ? seen.ok.slice(0, 1) : [...noticed];
    return likely.filter((address) => free.includes(address)).map((address) => taking(scene, address, call));
  },
  allocateMany: (scene) => {
    const { call, seen, noticed } = scene;
    const free = freeOf(scene);
    if (free.length < call.count) return [code('pool.exhausted')];
    const likely =
      'ok' in seen
        ? [seen.ok]
        : choices(
            [...noticed].filter((one) => free.includes(one)),
            call.count,
          );
    return likely
      .filter((some) => some.length === call.count && some.every((address) => free.includes(address)))
      .map((some) => ({
        result: { ok: some },
        change: (_, { resources }) => {
          for (const address of some) resources[address] = claim(scene, {});
        },
      }));
  },
  allocateOwned: (scene) => {
    const { call, pool, seen, now, noticed } = scene;
    const { resources } = pool;
    const theirs = Object.keys(resources).filter((address) => resources[address]?.owner === call.owner);
    const held = theirs.find((address) => isHeld(resources[address] as ModelResource, now));
    if (held !== undefined)
      return [call.ttlSeconds === undefined ? { result: { ok: [held] } } : taking(scene, held, call, true)];
    const mayHave = [...theirs, ...freeOf(scene)];
    if (mayHave.length === 0) return [code('pool.exhausted')];
    const likely = 'ok' in seen ? seen.ok.slice(0, 1) : [...noticed];
    return likely.filter((address) => mayHave.includes(address)).map((address) => taking(scene, address, call));
  },
  allocateBlock: (scene) => {
    const { call, seen, noticed } = scene;
    const free = freeBlocks(freeOf(scene), call.prefixLength);
    if (free.length === 0) return [code('pool.exhausted')];
    const id = 'ok' in seen ? seen.ok[0] : undefined;
    const got = 'ok' in seen ? seen.ok.slice(1).join() : undefined;
    return free
      .filter((block) => (got === undefined ? block.every((one) => noticed.has(one)) : block.join() === got))
      .map((addresses) => ({
        result: { ok: [...(id === undefined ? [] : [id]), ...addresses] },
        change: (_, after) => {
          const { resources, blocks } = after;
          after.hasShrunk = true;
          for (const address of addresses) resources[address] = { held: false, inBlock: true };
          if (id !== undefined) blocks[id] = { addresses, held: true, owner: call.owner };
        },
      }));
  },
};
