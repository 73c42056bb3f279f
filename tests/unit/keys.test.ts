import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as keys from '#lib/db/keys';

/**
 * Every export of `lib/db/keys.ts` must stand in one of these tables; adding a builder takes one line in each that it
 * belongs to. The examples are built from the nastiest parts that callers may choose.
 */
const NASTY = ['a', 'b', 'a#b', 'a%23b', '#', 'EXEC#1', 'ä', 'RESOURCE#', '..'];
const NUMBERS = [0, 1, 2, 9, 10, 99, 100, 1_000_000];
const TIMES = [
  '2025-12-31T23:59:59.999Z',
  '2026-01-01T00:00:00.000Z',
  '2026-01-01T00:00:00.001Z',
  '2026-11-20T15:44:00.000Z',
];

/** A number for a part, where a builder wants one: parts that differ give numbers that differ. */
const numberOf = (part: string): number => createHash('sha256').update(part).digest().readUIntBE(0, 6);

/** Items: all their keys, over the parts that tell one item from another. */
const KEYS: Record<string, (part: string, other: string, n: number, at: string) => keys.Key> = {
  poolKey: (pool) => keys.poolKey(pool),
  resourceKey: (pool, id) => keys.resourceKey(pool, id),
  ownerKey: (pool, owner) => keys.ownerKey(pool, owner),
  useKey: (pool) => keys.useKey(pool),
  recountKey: (life, _, n) => keys.recountKey(life, n),
  addressKey: (life, address, n) => keys.addressKey(life, n, address),
  blockKey: (life, id) => keys.blockKey(life, id),
  holderKey: (owner, pool) => keys.holderKey(owner, pool),
  blockHolderKey: (owner, pool) => keys.blockHolderKey(owner, pool, 'id'),
  poolNetKey: (prefix, pool, n) => keys.poolNetKey(prefix, '4.0a000001', pool, n),
  spacePartKey: (space, first) => keys.spacePartKey(space, first),
  poolRecountKey: (pool) => keys.poolRecountKey(pool),
  deviceKey: (device) => keys.deviceKey(device),
  enrollmentKey: (device) => keys.enrollmentKey(device),
  ruleKey: (name) => keys.ruleKey(name),
  ruleUseKey: (name) => keys.ruleUseKey(name),
  callKey: (owner, call, _, at) => keys.callKey('exec', owner, at, call),
  serverKey: (name) => keys.serverKey(name),
  serverStateKey: (server) => keys.serverStateKey(server),
  serverTombstoneKey: (server) => keys.serverTombstoneKey(server),
  pingKey: (server, _, n, at) => keys.pingKey(server, (['raw', 'hour', 'day'] as const)[n % 3] ?? 'raw', at),
  changeKey: (server, _, __, at) => keys.changeKey(server, at),
  maintenanceKey: (name) => keys.maintenanceKey(name),
  sweepKey: (at) => keys.sweepKey(at),
  lateHourKey: (group, _, __, at) => keys.lateHourKey(at, group),
  sweepPartKey: (at, _, n) => keys.sweepPartKey(at, n),
  serverGroupKey: (group) => keys.serverGroupKey(group),
  serverStatusKey: (server) => keys.serverStatusKey(server),
  packKey: (group, _, __, at) => keys.packKey(group, at),
  rolledUpKey: (group) => keys.rolledUpKey(group),
  pingHourKey: (server, _, __, at) => keys.pingHourKey(server, at),
  idempotencyKey: (digest) => keys.idempotencyKey(digest),
  idempotencyPartKey: (digest, claim, part) => keys.idempotencyPartKey(digest, claim, part),
  eventKey: (order, _, __, at) => keys.eventKey('server.down', at, order),
  eventDayKey: (day) => keys.eventDayKey(day),
  webhookKey: (name) => keys.webhookKey(name),
  searchKey: (term, id) => keys.searchKey(term, 'server', id),
  holdKey: (name) => keys.holdKey(name, 'server.down'),
  cloudClusterKey: (cluster) => keys.cloudClusterKey(cluster),
  cloudClusterNameKey: (name) => keys.cloudClusterNameKey(name),
  machineKey: (machine) => keys.machineKey(machine),
  machineNameKey: (cluster, name) => keys.machineNameKey(cluster, name),
  machineTagKey: (machine, _, slot) => keys.machineTagKey(machine, slot),
  machineAddressKey: (address) => keys.machineAddressKey(address),
  computeClusterKey: (owner, id) => keys.computeClusterKey(numberOf(owner), id),
  computeQuotaKey: (owner) => keys.computeQuotaKey(numberOf(owner)),
  userKey: (name) => keys.userKey(name),
  counterKey: (of) => keys.counterKey(of),
  tokenKey: (hash) => keys.tokenKey(hash),
  tokenNameKey: (user, name) => keys.tokenNameKey(numberOf(user), name),
  tokenOfUserKey: (user, hash) => keys.tokenOfUserKey(numberOf(user), hash),
  loginAttemptsKey: (whom, _, n) => keys.loginAttemptsKey(n % 2 === 0 ? 'name' : 'address', whom),
};

/** Places in the index. */
const PLACES: Record<string, (part: string, other: string, n: number, at: string) => keys.IndexKey> = {
  freeResource: (pool, id) => keys.freeResource(pool, id),
  leasedResource: (pool, _, __, at) => keys.leasedResource(pool, at),
  coolingResource: (pool, _, __, at) => keys.coolingResource(pool, at),
  deviceListed: (device) => keys.deviceListed(device),
  callListed: (kind, call, __, at) => keys.callListed(kind, 'PENDING', at, call),
  enrollmentListed: (id, _, __, at) => keys.enrollmentListed(at, id),
  machineListed: (machine) => keys.machineListed(machine),
  machineInCluster: (cluster, machine) => keys.machineInCluster(cluster, machine),
  machineTagged: (tag, cluster) => keys.machineTagged(tag, cluster, 'm'),
  eventOf: (subject, order, __, at) => keys.eventOf(subject, at, order),
};

/** Questions, each with the builders whose items (or places) it may find, for the same part. */
const QUESTIONS: Record<string, { ask: (part: string) => keys.KeyQuery; finds: string[] }> = {
  pools: { ask: () => keys.pools, finds: ['poolKey'] },
  resourcesOf: { ask: keys.resourcesOf, finds: ['resourceKey'] },
  freeResourcesOf: { ask: (pool) => keys.freeResourcesOf(pool), finds: ['freeResource'] },
  belongingsOf: { ask: keys.belongingsOf, finds: ['resourceKey', 'ownerKey', 'useKey', 'poolRecountKey'] },
  addressesIn: { ask: (life) => keys.addressesIn(life, 0), finds: ['addressKey'] },
  keptIn: { ask: (life) => keys.keptIn(life, 0), finds: ['addressKey', 'recountKey'] },
  blocksOf: { ask: keys.blocksOf, finds: ['blockKey'] },
  heldBy: { ask: keys.heldBy, finds: ['holderKey', 'blockHolderKey'] },
  poolNetsIn: { ask: (prefix) => keys.poolNetsIn(prefix, '4.00000000'), finds: ['poolNetKey'] },
  spacePartsUpTo: { ask: (space) => keys.spacePartsUpTo(space, '~'), finds: ['spacePartKey'] },
  spacePartsFrom: { ask: (space) => keys.spacePartsFrom(space, '', '~'), finds: ['spacePartKey'] },
  leasedResourcesOf: { ask: (pool) => keys.leasedResourcesOf(pool, {}), finds: ['leasedResource'] },
  coolingResourcesOf: { ask: (pool) => keys.coolingResourcesOf(pool, {}), finds: ['coolingResource'] },
  devices: { ask: () => keys.devices, finds: ['deviceListed'] },
  callsOf: { ask: (owner) => keys.callsOf('exec', owner), finds: ['callKey'] },
  callsOfKind: { ask: (kind) => keys.callsOfKind(kind), finds: ['callListed'] },
  callsIn: { ask: (kind) => keys.callsIn(kind, 'PENDING'), finds: ['callListed'] },
  callsDue: { ask: (kind) => keys.callsDue(kind, '2027-01-01T00:00:00.000Z'), finds: ['callListed'] },
  enrollmentsDue: { ask: () => keys.enrollmentsDue('2027-01-01T00:00:00.000Z'), finds: ['enrollmentListed'] },
  rules: { ask: () => keys.rules, finds: ['ruleKey'] },
  cloudClusters: { ask: () => keys.cloudClusters, finds: ['cloudClusterKey'] },
  machineNamesOf: { ask: keys.machineNamesOf, finds: ['machineNameKey'] },
  machines: { ask: () => keys.machines, finds: ['machineListed'] },
  machinesOf: { ask: keys.machinesOf, finds: ['machineInCluster'] },
  machinesTagged: { ask: (tag) => keys.machinesTagged(tag), finds: ['machineTagged'] },
  computeClustersOf: { ask: (owner) => keys.computeClustersOf(numberOf(owner)), finds: ['computeClusterKey'] },
  users: { ask: () => keys.users, finds: ['userKey'] },
  namedTokensOf: { ask: (user) => keys.namedTokensOf(numberOf(user)), finds: ['tokenNameKey'] },
  tokensOf: { ask: (user) => keys.tokensOf(numberOf(user)), finds: ['tokenOfUserKey'] },
  servers: { ask: () => keys.servers, finds: ['serverKey'] },
  serversNamed: { ask: () => keys.serversNamed('a'), finds: ['serverKey'] },
  serversFrom: { ask: () => keys.serversFrom('a'), finds: ['serverKey'] },
  serverTombstones: { ask: () => keys.serverTombstones, finds: ['serverTombstoneKey'] },
  maintenances: { ask: () => keys.maintenances, finds: ['maintenanceKey'] },
  sweeps: { ask: () => keys.sweeps, finds: ['sweepKey'] },
  packsOf: { ask: (group) => keys.packsOf(group, '', '~'), finds: ['packKey'] },
  recordsOf: { ask: (server) => keys.recordsOf(server, '', '~'), finds: ['pingHourKey', 'pingKey'] },
  lateHours: { ask: () => keys.lateHours, finds: ['lateHourKey'] },
  pingsOf: { ask: (server) => keys.pingsOf(server, 'raw'), finds: ['pingHourKey', 'pingKey'] },
  changesOf: { ask: keys.changesOf, finds: ['changeKey'] },
  eventDays: { ask: () => keys.eventDays, finds: ['eventDayKey'] },
  webhooks: { ask: () => keys.webhooks, finds: ['webhookKey'] },
  holds: { ask: () => keys.holds, finds: ['holdKey'] },
  eventsOf: { ask: keys.eventsOf, finds: ['eventOf'] },
  historyOf: {
    ask: keys.historyOf,
    finds: ['serverStateKey', 'serverStatusKey', 'pingHourKey', 'pingKey', 'changeKey'],
  },
};

/** Keys that must sort as the numbers, times or addresses that they are made from. */
const SORTED: Record<string, string[]> = {
  machineTagKey: NUMBERS.map((n) => keys.machineTagKey('m', n).sk),
  callKey: TIMES.map((at) => keys.callKey('exec', 'd', at, 'c').sk),
  callListed: TIMES.map((at) => keys.callListed('exec', 'PENDING', at, 'c').isk),
  enrollmentListed: TIMES.map((at) => keys.enrollmentListed(at, 'e').isk),
  pingKey: TIMES.map((at) => keys.pingKey('a', 'raw', at).sk),
  eventKey: TIMES.map((at) => keys.eventKey('server.down', at, '1').sk),
  eventOf: TIMES.map((at) => keys.eventOf('web-1', at, '1').isk),
  sweepKey: TIMES.map((at) => keys.sweepKey(at).sk),
  lateHourKey: TIMES.map((at) => keys.lateHourKey(at, '0').sk),
  packKey: TIMES.map((at) => keys.packKey('0', at).sk),
  pingHourKey: TIMES.map((at) => keys.pingHourKey('s', at).sk),
  sweepPartKey: NUMBERS.map((n) => keys.sweepPartKey('t', n).sk),
  leasedResource: TIMES.map((at) => keys.leasedResource('p', at).isk),
  coolingResource: TIMES.map((at) => keys.coolingResource('p', at).isk),
};

/** Items of which there is one. */
const SINGLE: Record<string, keys.Key> = {
  sweepingKey: keys.sweepingKey,
  rollUpKey: keys.rollUpKey,
  stretchesKey: keys.stretchesKey,
  poolsBeforeKey: keys.poolsBeforeKey,
  rulesStateKey: keys.rulesStateKey,
};

/** What is exported and builds nothing. */
const HELPERS = [
  ...['dayOf', 'searchTerms', 'deviceOfEnrollment', 'eventsOn', 'keyOf', 'shownIdOf', 'machineFound', 'resourceIn'],
];

const combinations = NASTY.flatMap((part) =>
  NASTY.flatMap((other) => NUMBERS.flatMap((n) => TIMES.map((at) => [part, other, n, at] as const))),
);

const made = new Map<unknown, unknown[]>();

/** The distinct values that one builder makes of all combinations. */
const madeBy = <T>(build: (part: string, other: string, n: number, at: string) => T): T[] => {
  if (!made.has(build)) {
    const values = combinations.map((parts) => build(...parts));
    made.set(build, [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]);
  }
  return made.get(build) as T[];
};

test('every export of keys.ts is in the walk', () => {
  const walked = [KEYS, SINGLE, PLACES, QUESTIONS].flatMap(Object.keys);
  expect(Object.keys(keys).sort()).toEqual([...walked, ...HELPERS].sort());
});

test('no two entities can have the same key', () => {
  const owners = new Map(Object.entries(SINGLE).map(([name, key]) => [JSON.stringify(key), name]));
  const shared: object[] = [];
  expect(owners.size).toBe(Object.keys(SINGLE).length);
  for (const [name, build] of Object.entries(KEYS))
    for (const key of madeBy(build)) {
      const text = JSON.stringify(key);
      const owner = owners.get(text);
      if (owner !== undefined && owner !== name) shared.push({ text, owner, name });
      owners.set(text, name);
    }
  expect(shared).toEqual([]);
});

const finds = ({ partition, prefix, from, to }: keys.KeyQuery, at: string, sort: string): boolean =>
  at === partition && sort.startsWith(prefix ?? '') && sort >= (from ?? '') && (to === undefined || sort <= to);

test.each(Object.entries(QUESTIONS))('%s finds what it names and nothing else', (_, { ask, finds: names }) => {
  for (const part of NASTY) {
    const question = ask(part);
    const found = question.index
      ? Object.keys(PLACES).filter((name) =>
          madeBy(PLACES[name] as (typeof PLACES)[string]).some(({ ipk, isk }) => finds(question, ipk, isk)),
        )
      : Object.keys(KEYS).filter((name) =>
          madeBy(KEYS[name] as (typeof KEYS)[string]).some(({ pk, sk }) => finds(question, pk, sk)),
        );
    expect(found.sort()).toEqual([...names].sort());
  }
});

test.each(Object.entries(QUESTIONS))('%s finds nothing of another part', (_, { ask }) => {
  const questions = new Map(NASTY.map((part) => [JSON.stringify(ask(part)), ask(part)]));
  const all = [...Object.values(KEYS), ...Object.values(PLACES)].flatMap((build) => madeBy<object>(build));
  const foundTwice = all.filter((found) => {
    const { pk, sk, ipk, isk } = found as Partial<keys.Key & keys.IndexKey>;
    const asked = [...questions.values()].filter(({ index = false, ...question }) =>
      index ? ipk !== undefined && finds(question, ipk, isk ?? '') : pk !== undefined && finds(question, pk, sk ?? ''),
    );
    return asked.length > 1;
  });
  expect(foundTwice).toEqual([]);
});

test.each(Object.entries(SORTED))('the keys of %s sort as what they are made from', (_, made) => {
  expect([...made].sort()).toEqual(made);
});

test('callers cannot make one item answer to the name of another', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  for (const build of Object.values(KEYS))
    fc.assert(
      fc.property(text, text, fc.nat(1e6), fc.constantFrom(...TIMES), text, (part, other, n, at, another) => {
        fc.pre(part !== another);
        expect(build(part, other, n, at)).not.toEqual(build(another, other, n, at));
      }),
    );
});
