import assert from 'node:assert/strict';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { eventually, managerCalls, request } from '#support/request';

type Headers = Record<string, string>;

/** Long enough for a schedule of a minute to come, and for what it wakes. */
const SCHEDULED_MS = 150_000;
const DEVICE = '52:54:00:12:34:56';

const get = async (path: string, headers: Headers) => (await request('GET', path, { headers })).body;

/** A device registers: the stream wakes the outbox, and the service manager is called once. */
export const registerDevice = async (ip: string, headers: Headers): Promise<string> => {
  const { status } = await request('PUT', `/ztp/register/${DEVICE}`, { body: { ip, name: 'rack 1' }, headers });
  assert.equal(status, 201);
  const device = await eventually(
    () => get(`/ztp/devices/${DEVICE}`, headers),
    ({ exec }) => exec.status === 'SUCCEEDED',
    60_000,
  );
  assert.equal(device.exec.attempts, 1);
  assert.equal((await managerCalls(ip)).length, 1);
  return 'a registration reached the service manager, once, through the stream';
};

/** A pool is used: its counts come from the stream. */
export const usePool = async (headers: Headers): Promise<string> => {
  await request('PUT', '/api/pools/rack-9', { body: { name: 'rack-9', resources: ['10.0.0.0/29'] }, headers });
  const { status } = await request('PUT', '/api/pools/rack-9/allocate', { body: { owner: 'node-17' }, headers });
  assert.equal(status, 200);
  const counts = await eventually(
    () => get('/api/pools/rack-9/use', headers),
    ({ allocated }) => allocated === 1,
    60_000,
  );
  assert.equal(counts.total, 6);
  return "a pool's use was counted through the stream";
};

const named = (items: { name: string; status: string }[]) => {
  const found = items.find(({ name }) => name === 'this machine');
  assert.ok(found);
  return found;
};

/** A server is added: the schedule sweeps it. A refused connection is an answer. */
export const awaitSweep = async (ip: string, headers: Headers): Promise<string> => {
  const { status } = await request('POST', '/', { body: { server: { name: 'this machine', IP: ip } }, headers });
  assert.equal(status, 201);
  const { items } = await eventually(
    () => get('/servers', headers),
    ({ items }) => named(items).status !== 'UNKNOWN',
    SCHEDULED_MS,
  );
  assert.equal(named(items).status, 'UP');
  const [sweep] = (await get('/sweeps', headers)).items;
  assert.equal(sweep.by_hand, false);
  return `the schedule swept ${sweep.servers} server`;
};

/** The roll-up of an hour, asked for now instead of ten minutes past it. */
export const rollUp = async (): Promise<string> => {
  const Payload = Buffer.from(JSON.stringify({ source: 'aws.events', time: new Date().toISOString(), detail: {} }));
  const { FunctionError, Payload: said } = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: 'muster-dev-rollUpPings', Payload }),
  );
  assert.equal(FunctionError, undefined, Buffer.from(said ?? []).toString());
  return 'an hour was rolled up';
};

/** What was there before the stage was deployed once more is there after it. */
export const assertKept = async (headers: Headers): Promise<string> => {
  assert.equal((await get(`/ztp/devices/${DEVICE}`, headers)).name, 'rack 1');
  const resources: { status: string; ip_address: string }[] = (await get('/api/pools/rack-9', headers)).resources;
  const held = resources.filter(({ status }) => status === 'ALLOCATED').map(({ ip_address }) => ip_address);
  assert.equal((await get('/servers/this%20machine', headers)).status, 'UP');
  const again = await request('PUT', '/api/pools/rack-9/allocate', { body: { owner: 'node-17' }, headers });
  assert.deepEqual([again.body.ip_address], held);
  return 'device, pool, address, server and token outlived another deployment';
};
