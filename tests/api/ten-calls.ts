import createClient from 'openapi-fetch';
import type { paths } from './api.d.ts';

/**
 * Copied beside the types and compiled there (`clients.ts`): here they are not.
 *
 * Ten calls with the types that openapi-typescript makes: node ten-calls.ts <url> <token>.
 */
declare const process: { argv: string[] };

const [baseUrl = '', token = ''] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Token ${token}` } });
const name = `ts-${crypto.randomUUID().slice(0, 12)}`;

const expect = (what: string, is: boolean, answered: unknown): void => {
  if (!is) throw new Error(`${what}: ${JSON.stringify(answered)}`);
  console.log(what);
};

const path = { id: name };
const created = await api.PUT('/api/pools/{id}', {
  params: { path },
  body: { name: 'Rack 1', resources: ['10.0.0.1', '10.0.1.0/30'] },
});
expect('createPool', created.data?.resources.length === 3, created);
const allocated = await api.PUT('/api/pools/{id}/allocate', { params: { path }, body: { owner: 'node-17' } });
const resource = allocated.data && 'id' in allocated.data ? allocated.data : undefined;
expect('allocateResource', resource?.status === 'ALLOCATED', allocated);
const pool = await api.GET('/api/pools/{id}', { params: { path, query: { view: 'full' } } });
expect('getPool', pool.data?.resources.find(({ owner }) => owner === 'node-17')?.id === resource?.id, pool);
const released = await api.PUT('/api/pools/{id}/release', { params: { path }, body: { id: resource?.id ?? '' } });
expect('releaseResource', released.data?.status === 'RELEASED', released);
const refused = await api.PUT('/api/pools/{id}', { params: { path }, body: { name: 'Rack 1' } });
expect('createPool, refused', refused.error?.code === 'pool.exists', refused);
const registered = await api.PUT('/ztp/register/{id}', { params: { path }, body: { ip: '10.0.0.1' } });
expect('registerDevice', registered.data?.ip === '10.0.0.1', registered);
const added = await api.POST('/', { body: { server: { name, IP: '127.0.0.1' } } });
expect('addServer', added.data?.status === 'CREATED', added);
const server = await api.GET('/servers/{name}', { params: { path: { name } } });
expect('getServer', server.data?.status === 'UNKNOWN', server);
const cluster = await api.POST('/api/v1/clusters', { body: { name, region_code: 'A' } });
expect('createCloudCluster', cluster.data?.machines === 0, cluster);
const mine = await api.POST('/clusters/', { body: { cpus: 2, memory: 4.5 } });
expect('createComputeCluster', mine.data?.cpus === 2, mine);
