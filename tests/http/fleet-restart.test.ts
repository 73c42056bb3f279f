import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from '@jest/globals';
import { startRecipient } from '#support/recipient';
import { eventually, recounted } from '#support/request';
import { sized } from '#support/sized';
import { freePort } from '#tools/local/ports';

const isDynamodbLocal = process.env.DYNAMODB_ENGINE === 'dynamodb-local';
const ROOM = isDynamodbLocal ? 60 : sized(300, 100);
const DEVICES = ROOM + 10;

const data = mkdtempSync(join(tmpdir(), 'muster-fleet-restart-'));
const [port, lambdaPort] = [await freePort(), await freePort()];
const url = `http://localhost:${port}`;
const manager = await startRecipient((response) => void response.end('{}'));
let stack: ChildProcess | undefined;

const end = async (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
};

/** `npm start`, until it says that it is ready. */
const start = async (): Promise<ChildProcess> => {
  const { NODE_OPTIONS: _, DYNAMODB_ENDPOINT: __, ...env } = process.env;
  const child = spawn(process.execPath, ['tools/local/start.ts'], {
    env: {
      ...env,
      ...{ PORT: String(port), LAMBDA_PORT: String(lambdaPort), MUSTER_DATA: data },
      ...{ SERVICE_MANAGER_URL: manager.url, EXEC_PAUSES_SECONDS: '0,0,0,0,0,0,0,0,0' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) if (line.includes('Muster is ready')) return child;
  throw new Error('The stack did not start');
};

afterAll(async () => {
  if (stack) await end(stack, 'SIGTERM');
  await manager.stop();
  rmSync(data, { recursive: true, force: true });
});

const send = async (method: string, path: string, body?: object) => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse((await response.text()) || 'null') };
};

/** What the schedules do each minute. */
const schedules = async () => {
  for (const key of ['retryExecs', 'retryEnrollments'])
    await fetch(`http://localhost:${lambdaPort}/2015-03-31/functions/muster-local-${key}/invocations`, {
      method: 'POST',
      body: '{}',
    });
};

interface Device {
  state: string;
  address: { ip_address: string } | null;
  server: object | null;
  machine: { id: string } | null;
}

const devices = async (): Promise<Device[]> => (await send('GET', '/fleet/devices')).body.items;

test(`a stack that is killed amid ${ROOM} enrollments has every one of them whole after it is started again`, async () => {
  stack = await start();
  await send('PUT', '/api/pools/rack', { name: 'Rack', resources: ['10.0.0.0/22'] });
  await send('POST', '/api/v1/clusters', { name: 'web', region_code: 'A' });
  const rule = {
    max_devices: ROOM,
    address: { pool: 'rack' },
    monitor: {},
    machine: { cluster_name: 'web' },
    exec: { when: 'enrolled' },
  };
  expect((await send('PUT', '/fleet/rules/web', rule)).status).toBe(201);
  const ids = Array.from({ length: DEVICES }, (_, n) => `unit-${n}`);
  const answers = await Promise.all(ids.map((id) => send('PUT', `/ztp/register/${id}`, { ip: '10.9.0.1', name: id })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  await eventually(
    async () => (await devices()).filter(({ state }) => state === 'ENROLLED').length,
    (enrolled) => enrolled >= 20,
    120_000,
  );
  await end(stack, 'SIGKILL');

  stack = await start();
  const all = await eventually(
    async () => {
      await schedules();
      return devices();
    },
    (found) => found.filter(({ state }) => state === 'ENROLLED').length === ROOM,
    180_000,
  );
  const managed = all.filter(({ state }) => state === 'ENROLLED');
  expect(all.filter(({ state }) => state === 'UNMANAGED')).toHaveLength(DEVICES - ROOM);
  expect(new Set(managed.map(({ address }) => address?.ip_address)).size).toBe(ROOM);
  expect(managed.every(({ server }) => server !== null)).toBe(true);
  expect(new Set(managed.map(({ machine }) => machine?.id)).size).toBe(ROOM);
  expect((await send('GET', '/servers')).body.items).toHaveLength(ROOM);
  const [cluster] = (await send('GET', '/api/v1/clusters')).body.items;
  expect(cluster.machines).toBe(ROOM);
  const { resources } = (await send('GET', '/api/pools/rack')).body as { resources: { status: string }[] };
  expect(resources.filter(({ status }) => status === 'ALLOCATED')).toHaveLength(ROOM);
  const { body: usage } = await recounted(() => send('POST', '/api/pools/rack/use/recount'));
  expect(usage).toMatchObject({ allocated: ROOM, drift: 0 });
}, 900_000);
