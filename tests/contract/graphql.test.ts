import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { type GraphQLNamedType, isEnumType, isObjectType, isScalarType, isSpecifiedScalarType } from 'graphql';
import { endpoints } from '#lib/api';
import { schema, schemaText } from '#lib/graphql/schema';

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const fieldsOf = (type: GraphQLNamedType) => (isObjectType(type) ? Object.values(type.getFields()) : []);

test('schema.graphql is current (npm run graphql-schema writes it)', () => {
  expect(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')).toBe(schemaText());
});

test('every type, field and argument says what it is', () => {
  const silent = types.flatMap((type) => [
    ...(type.description || (isScalarType(type) && isSpecifiedScalarType(type)) ? [] : [type.name]),
    ...fieldsOf(type).flatMap(({ name, description, args }) => [
      ...(description ? [] : [`${type.name}.${name}`]),
      ...args.filter((arg) => !arg.description).map((arg) => `${type.name}.${name}(${arg.name})`),
    ]),
  ]);
  expect(silent).toEqual([]);
});

test('names are written as everywhere in GraphQL', () => {
  const names = types.filter((type) => !isEnumType(type)).flatMap((type) => fieldsOf(type).map(({ name }) => name));
  expect(names.filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
});

/** What a person at a terminal asks for, or machines alone, or what another field gives as well. */
const NOT_IN_GRAPHQL: Record<string, string> = {
  checkDevice: 'device',
  listHosts: 'devices',
  deleteDeviceByGet: 'deleteDevice',
  updateServer: 'changeServer',
  readServers: 'servers, and server with its pings',
  readMetrics: 'for Prometheus alone',
};

/** Under another name there, or as a field of the thing itself. */
const ELSEWHERE: Record<string, string> = {
  getPool: 'Query.pool',
  listPools: 'Query.pools',
  getPoolUse: 'Pool.use',
  getResource: 'Query.resource',
  findResources: 'Query.resources',
  getDevice: 'Query.device',
  listDevices: 'Query.devices',
  listDeviceExecs: 'Device.execs',
  listExecs: 'Query.execs',
  getServer: 'Query.server',
  listServers: 'Query.servers',
  listPings: 'Server.pings',
  listChanges: 'Server.changes',
  listSweeps: 'Query.sweeps',
  readUptime: 'Server.uptime',
  getMaintenance: 'Query.maintenance',
  listMaintenance: 'Query.maintenances',
  listSiteConstants: 'Query.siteConstants',
  getCloudCluster: 'Query.cloudCluster',
  listCloudClusters: 'Query.cloudClusters',
  getMachine: 'Query.machine',
  listMachines: 'Query.machines',
  getComputeCluster: 'Query.computeCluster',
  listComputeClusters: 'Query.computeClusters',
  getComputeQuota: 'Query.computeQuota',
};

test('every endpoint of the five areas has its field', () => {
  const known = new Set(types.flatMap((type) => fieldsOf(type).map(({ name }) => `${type.name}.${name}`)));
  const missing = endpoints
    .filter(({ area }) => ['pools', 'ztp', 'monitor', 'cloud', 'compute'].includes(area))
    .map(({ name }) => name)
    .filter((name) => !NOT_IN_GRAPHQL[name])
    .filter((name) => !known.has(ELSEWHERE[name] ?? `Mutation.${name}`));
  expect(missing).toEqual([]);
});
