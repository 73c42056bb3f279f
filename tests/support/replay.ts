import type { EventRecord } from '#lib/events/model';

/** What there is, by what it is known by; all that events tell of. */
export interface World {
  pools: Record<string, { name: unknown }>;
  addresses: Record<string, { status: string; owner?: unknown }>;
  devices: Record<string, { ip: unknown; name: unknown }>;
  servers: Record<string, { ip: unknown; paused: unknown }>;
  machines: Record<string, { name: unknown; tags: unknown; passing: unknown; settled: unknown }>;
}

export const emptyWorld = (): World => ({ pools: {}, addresses: {}, devices: {}, servers: {}, machines: {} });

type Named = World[keyof World][string];

/** A new state of something: what is known of it, and what an event adds. */
const merged = (there: object | undefined, data: Record<string, unknown>, names: readonly string[]): never =>
  Object.fromEntries(
    names.map((name) => [name, name in data ? data[name] : (there as Record<string, unknown> | undefined)?.[name]]),
  ) as Named as never;

type Data = Record<string, unknown>;

const addressOf = ({ pool, ip_address }: Data): string => `${pool} ${ip_address}`;

const STEPS: Record<string, (world: World, data: Data) => void> = {
  'pool.created': ({ pools }, data) => {
    pools[String(data.pool)] = { name: data.name };
  },
  'pool.deleted': ({ pools, addresses }, { pool }) => {
    delete pools[String(pool)];
    for (const key of Object.keys(addresses)) if (key.startsWith(`${pool} `)) delete addresses[key];
  },
  'address.added': ({ addresses }, data) => {
    addresses[addressOf(data)] = { status: 'RELEASED' };
  },
  'address.removed': ({ addresses }, data) => {
    delete addresses[addressOf(data)];
  },
  'address.allocated': ({ addresses }, data) => {
    addresses[addressOf(data)] = { status: 'ALLOCATED', ...(data.owner !== undefined && { owner: data.owner }) };
  },
  'address.released': ({ addresses }, data) => {
    addresses[addressOf(data)] = { status: 'RELEASED' };
  },
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
STEPS['machine.operated'] = STEPS['machine.updated'] as (world: World, data: Data) => void;

/** What there must be after these events, in the order of their changes. */
export const replay = (events: readonly EventRecord[]): World => {
  const world = emptyWorld();
  for (const { type, data } of [...events].sort((a, b) => (a.order < b.order ? -1 : 1))) STEPS[type]?.(world, data);
  return world;
};
