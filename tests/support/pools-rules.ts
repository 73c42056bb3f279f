import { isHeld, type Operation, type Result, type World } from './pools-model.ts';
import { ALLOCATING } from './pools-rules-allocate.ts';
import { code, isTaken, type Rule, type Scene, type Way } from './pools-scene.ts';

type Other = Exclude<Operation['do'], 'create' | keyof typeof ALLOCATING>;

const OTHERS: { [Do in Other]: Rule<Do> } = {
  delete: ({ call, pool, seen, now }) => {
    if (Object.values(pool.resources).some((one) => one.inBlock || isHeld(one, now))) return [code('pool.in-use')];
    const change = (world: World) => {
      delete world.pools[call.pool];
      if ('died' in seen) world.ghosts.push(call.pool);
    };
    return [{ result: { ok: [] }, change }];
  },
  edit: ({ call }) => [
    {
      result: { ok: [] },
      change: (_, pool) => {
        pool.coolDownSeconds = call.coolDownSeconds;
      },
    },
  ],
  release: ({ call, pool, now, at }) => {
    const { address, owner, allocation } = call;
    const one = pool.resources[address];
    if (!one) return [code('resource.unknown')];
    if (one.inBlock) return [code('resource.in-block')];
    const done: Way = { result: { ok: [address] } };
    if (!isHeld(one, now)) {
      if (allocation === undefined) return [done];
      // A block that takes an address makes what it was before forgotten.
      return one.ended === allocation ? [done, code('allocation.ended')] : [code('allocation.ended')];
    }
    if (owner !== undefined && one.owner !== owner) return [code('resource.held-by-another')];
    if (allocation !== undefined && one.allocation !== allocation) return [code('allocation.ended')];
    const cooling = { owner: one.owner, backAt: at + pool.coolDownSeconds * 1000 };
    const change: Way['change'] = (_, { resources, coolDownSeconds }) => {
      resources[address] = { held: false, ended: one.allocation, ...(coolDownSeconds > 0 && cooling) };
    };
    return [{ ...done, change }];
  },
  releaseBlock: ({ call, pool }) => {
    const block = pool.blocks[call.block];
    if (!block) return [code('resource.unknown')];
    const result = { ok: [call.block, ...block.addresses] };
    if (!block.held) return [{ result }];
    if (call.owner !== undefined && block.owner !== call.owner) return [code('resource.held-by-another')];
    const change: Way['change'] = (_, { resources, blocks }) => {
      for (const address of block.addresses) resources[address] = { held: false };
      blocks[call.block] = { ...block, held: false, owner: undefined };
    };
    return [{ result, change }];
  },
  add: ({ call, pool, world }) => {
    const { addresses } = call;
    const refusals = [
      ...(addresses.some((address) => address in pool.resources) ? [code('resource.exists')] : []),
      ...(pool.inSpace && isTaken(world, call.pool, addresses) ? [code('space.overlap')] : []),
    ];
    const change: Way['change'] = (_, { resources }) => {
      for (const address of addresses) resources[address] = { held: false };
    };
    return refusals.length > 0 ? refusals : [{ result: { ok: addresses }, change }];
  },
  remove: ({ call, pool, now }) => {
    const there = call.addresses.map((address) => pool.resources[address]);
    if (there.some((one) => one === undefined)) return [code('resource.unknown')];
    if (there.some((one) => one?.inBlock)) return [code('resource.in-block')];
    if (there.some((one) => one && isHeld(one, now))) return [code('resource.allocated')];
    const change: Way['change'] = (_, after) => {
      after.hasShrunk = true;
      for (const address of call.addresses) delete after.resources[address];
    };
    return [{ result: { ok: [] }, change }];
  },
};

const creating = (world: World, call: Extract<Operation, { do: 'create' }>): Way[] => {
  const { pool: id, addresses, coolDownSeconds, inSpace } = call;
  const refusals = [
    ...(id in world.pools ? [code('pool.exists')] : []),
    ...(inSpace && isTaken(world, id, addresses) ? [code('space.overlap')] : []),
  ];
  const change = ({ pools, ghosts }: World) => {
    const resources = Object.fromEntries(addresses.map((address) => [address, { held: false }]));
    pools[id] = { coolDownSeconds, inSpace, resources, blocks: {} };
    ghosts.splice(0, ghosts.length, ...ghosts.filter((ghost) => ghost !== id));
  };
  return refusals.length > 0 ? refusals : [{ result: { ok: [] }, change }];
};

/** A call on a pool that is not there. */
const onNothing = ({ ghosts }: World, call: Operation): Way[] => {
  if (call.do !== 'delete' || !ghosts.includes(call.pool)) return [code('pool.unknown')];
  const change = (world: World) => {
    world.ghosts = world.ghosts.filter((id) => id !== call.pool);
  };
  return [code('pool.unknown'), { result: { ok: [] }, change }];
};

const RULES = { ...OTHERS, ...ALLOCATING } as unknown as Record<string, (scene: Scene<Operation>) => Way[]>;

/** Everything that may have happened when one call ran alone: its result, and the world after it. */
export const apply = (
  world: World,
  call: Operation,
  scene: Omit<Scene, 'call' | 'pool' | 'world'>,
): { world: World; result: Result }[] => {
  const pool = world.pools[call.pool];
  const onPool = () => (pool ? (RULES[call.do]?.({ ...scene, call, pool, world }) ?? []) : onNothing(world, call));
  return (call.do === 'create' ? creating(world, call) : onPool()).map(({ result, change }) => {
    const after = change ? structuredClone(world) : world;
    change?.(after, after.pools[call.pool] as typeof pool & object);
    return { world: after, result };
  });
};
