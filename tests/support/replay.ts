import type { EventRecord } from '#lib/events/model';
import { contains, type Interval, numbersOf, subtract, union } from '#lib/pools/intervals';
import { addressAt, blockSize, placeOf, readEntries } from '#lib/pools/ip-ranges';

/** What there is, by what it is known by; all that events tell of. */
export interface World {
  pools: Record<string, { name: unknown }>;
  addresses: Record<string, { status: string; owner?: unknown }>;
  devices: Record<string, { ip: unknown; name: unknown }>;
  servers: Record<string, { ip: unknown; paused: unknown }>;
  machines: Record<string, { name: unknown; tags: unknown; passing: unknown; settled: unknown }>;
  /** Addresses that somebody holds although they, or their pool, are gone. */
  strays: string[];
}

export const emptyWorld = (): World => ({
  ...{ pools: {}, addresses: {}, devices: {}, servers: {}, machines: {} },
  strays: [],
});

type Named = World['devices' | 'servers' | 'machines'][string];

/** A new state of something: what is known of it, and what an event adds. */
const merged = (there: object | undefined, data: Record<string, unknown>, names: readonly string[]): never =>
  Object.fromEntries(
    names.map((name) => [name, name in data ? data[name] : (there as Record<string, unknown> | undefined)?.[name]]),
  ) as Named as never;

type Data = Record<string, unknown>;

/** What a life of a pool has, and who holds what of it. Late events of a life that is over change nothing that there is. */
interface Life {
  ranges: Interval[];
  held: Map<string, { owner?: unknown }>;
  /** What blocks hold, whatever a call that came too late for an address of theirs claims, and withdraws. */
  inBlocks: Map<string, { owner?: unknown }>;
}

class Addresses {
  private readonly lives = new Map<unknown, Life>();
  private readonly current = new Map<unknown, unknown>();

  private life(generation: unknown): Life {
    const life = this.lives.get(generation) ?? { ranges: [], held: new Map(), inBlocks: new Map() };
    this.lives.set(generation, life);
    return life;
  }

  create({ pool, generation, resources }: Data): void {
    this.current.set(pool, generation);
    this.life(generation).ranges = union(readEntries(resources as string[]).intervals);
  }

  delete({ pool, generation }: Data): void {
    if (this.current.get(pool) === generation) this.current.delete(pool);
  }

  add({ generation, ip_address }: Data): void {
    const life = this.life(generation);
    life.ranges = union([...life.ranges, ...readEntries([String(ip_address)]).intervals]);
  }

  remove({ generation, ip_address }: Data): void {
    const life = this.life(generation);
    life.ranges = subtract(life.ranges, union(readEntries([String(ip_address)]).intervals));
  }

  hold({ generation, ip_address, prefix_length, owner }: Data): void {
    const { held, inBlocks } = this.life(generation);
    if (prefix_length === undefined) held.set(addressOf(ip_address), owner === undefined ? {} : { owner });
    else for (const ip of asAddresses(ip_address, prefix_length)) inBlocks.set(ip, {});
  }

  release({ generation, ip_address, prefix_length }: Data): void {
    const { held, inBlocks } = this.life(generation);
    if (prefix_length === undefined) held.delete(addressOf(ip_address));
    else for (const ip of asAddresses(ip_address, prefix_length)) inBlocks.delete(ip);
  }

  strays(): string[] {
    const current = new Set(this.current.values());
    return [...this.lives].flatMap(([generation, { ranges, held, inBlocks }]) =>
      [...held.keys(), ...inBlocks.keys()].filter((ip) => !(current.has(generation) && contains(ranges, placeOf(ip)))),
    );
  }

  all(): World['addresses'] {
    const pools = [...this.current].map(([pool, generation]) => ({ pool, ...this.life(generation) }));
    const entries = pools.flatMap(({ pool, ranges, held, inBlocks }) =>
      [...numbersOf(ranges)].map(addressAt).map((ip) => {
        const holder = inBlocks.get(ip) ?? held.get(ip);
        return [`${pool} ${ip}`, holder ? { status: 'ALLOCATED', ...holder } : { status: 'RELEASED' }] as const;
      }),
    );
    return Object.fromEntries(entries);
  }
}

const addressOf = (ip: unknown): string => addressAt(placeOf(String(ip)));

const asAddresses = (ip: unknown, prefixLength: unknown): string[] => {
  const first = placeOf(String(ip));
  const size = prefixLength === undefined ? 1n : blockSize(first, Number(prefixLength));
  return [...numbersOf([{ first, last: first + size - 1n }])].map(addressAt);
};

const STEPS: Record<string, (world: World, data: Data, addresses: Addresses) => void> = {
  'pool.created': ({ pools }, data, addresses) => {
    pools[String(data.pool)] = { name: data.name };
    addresses.create(data);
  },
  'pool.deleted': ({ pools }, data, addresses) => {
    delete pools[String(data.pool)];
    addresses.delete(data);
  },
  'address.added': (_, data, addresses) => addresses.add(data),
  'address.removed': (_, data, addresses) => addresses.remove(data),
  'address.allocated': (_, data, addresses) => addresses.hold(data),
  'address.released': (_, data, addresses) => addresses.release(data),
  'device.registered': ({ devices }, data) => {
    devices[String(data.device)] = merged(undefined, data, ['ip', 'name']);
  },
  'device.updated': ({ devices }, data) => {
    devices[String(data.device)] = merged(devices[String(data.device)], data, ['ip', 'name']);
  },
  'device.retired': ({ devices }, { device }) => {
    delete devices[String(device)];
  },
  'server.added': ({ servers }, data) => {
    servers[String(data.name)] = merged(undefined, data, ['ip', 'paused']);
  },
  'server.updated': ({ servers }, data) => {
    servers[String(data.name)] = merged(servers[String(data.name)], data, ['ip', 'paused']);
  },
  'server.deleted': ({ servers }, { name }) => {
    delete servers[String(name)];
  },
  'machine.created': ({ machines }, data) => {
    machines[String(data.machine)] = merged(undefined, data, ['name', 'tags', 'passing', 'settled']);
  },
  'machine.updated': ({ machines }, data) => {
    machines[String(data.machine)] = merged(machines[String(data.machine)], data, [
      'name',
      'tags',
      'passing',
      'settled',
    ]);
  },
  'machine.deleted': ({ machines }, { machine }) => {
    delete machines[String(machine)];
  },
};
STEPS['machine.operated'] = STEPS['machine.updated'] as (typeof STEPS)[string];

/** What there must be after these events, in the order of their changes. */
export const replay = (events: readonly EventRecord[]): World => {
  const world = emptyWorld();
  const addresses = new Addresses();
  for (const { type, data } of [...events].sort((a, b) => (a.order < b.order ? -1 : 1)))
    STEPS[type]?.(world, data, addresses);
  return { ...world, addresses: addresses.all(), strays: addresses.strays() };
};
