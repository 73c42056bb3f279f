import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { sleep } from '#lib/core/clock';
import { given } from '#support/given';
import { npmStart } from '#support/muster';
import { startRecipient } from '#support/recipient';
import { eventually, recounted } from '#support/request';
import { type Engine, startEngine } from '#tools/local/engine';
import { readOptions } from '#tools/local/options';
import { freePort } from '#tools/local/ports';

const data = mkdtempSync(join(tmpdir(), 'muster-engine-restart-'));
const [enginePort, PORT, LAMBDA_PORT] = [await freePort(), String(await freePort()), String(await freePort())];
const manager = await startRecipient((response) => void response.end('{}'));
const url = `http://localhost:${PORT}`;
const { engine: kind } = readOptions(process.env);

const begin = (): Promise<Engine> => startEngine(kind, data, { at: { host: '127.0.0.1', port: enginePort } });
let engine = await begin();
const stack = await npmStart({
  ...{ PORT, LAMBDA_PORT, MUSTER_DATA: ':memory:', DYNAMODB_ENDPOINT: engine.endpoint },
  ...{ SERVICE_MANAGER_URL: manager.url, POWERTOOLS_LOG_LEVEL: 'SILENT' },
});

afterAll(async () => {
  await stack.signal('SIGTERM');
  await engine.stop();
  await manager.stop();
  rmSync(data, { recursive: true, force: true });
});

/** Nothing may hang: whoever gets no answer within that time fails the test. */
const ANSWERED_WITHIN_MS = 120_000;

interface Answered {
  status: number;
  retryAfter: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: an answer has no type until a test has looked at it
  body: any;
}

const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
  });
  const text = await response.text();
  const answered: Answered = {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: text === '' ? undefined : JSON.parse(text),
  };
  return answered;
};

const ADDRESSES = 1000;
const WORKERS = 8;
const CSRF = 'c'.repeat(40);
const schedule = () =>
  fetch(`http://localhost:${LAMBDA_PORT}/2015-03-31/functions/muster-local-retryExecs/invocations`, {
    method: 'POST',
    body: '{}',
  });

test('an engine that is killed under load and started again has lost nothing and given nothing twice', async () => {
  const pool = given.poolId();
  const resources = ['10.0.0.0-10.0.3.231'];
  expect((await ask('PUT', `/api/pools/${pool}`, { name: 'p', resources })).body.resources).toHaveLength(ADDRESSES);

  const answers: Answered[] = [];
  const allocated: string[] = [];
  const devices: string[] = [];
  const tokens: string[] = [];
  let isOver = false;
  const work = async (worker: number): Promise<void> => {
    while (!isOver) {
      const allocation = await ask('PUT', `/api/pools/${pool}/allocate`);
      if (allocation.status === 200) allocated.push(allocation.body.id);
      const id = given.mac();
      const registration = await ask('PUT', `/ztp/register/${id}`, { ip: given.ip() });
      if (registration.status === 201) devices.push(id);
      answers.push(allocation, registration);
      // One of them: a login costs what it is meant to cost.
      if (worker > 0) continue;
      const user = { username: 'alice', password: 'hunter2' };
      const login = await ask('POST', '/token/login/', user, { cookie: `csrftoken=${CSRF}`, 'x-csrf-token': CSRF });
      if (login.status === 200) tokens.push(login.body.auth_token);
      answers.push(login);
    }
  };
  const working = Array.from({ length: WORKERS }, (_, worker) => work(worker));
  const busy = () => answers.filter(({ status }) => status === 503).length;
  const done = () => devices.length;

  await eventually(
    async () => done(),
    (count) => count > 40,
    ANSWERED_WITHIN_MS,
  );
  const { child } = engine;
  const death = child && once(child, 'exit');
  child?.kill('SIGKILL');
  await death;
  // Until callers have felt it, and longer than a record of the stream is retried.
  await eventually(
    async () => busy(),
    (count) => count > 3 * WORKERS,
    ANSWERED_WITHIN_MS,
  );
  await sleep(5000);
  engine = await begin();
  const before = done();
  await eventually(
    async () => done(),
    (count) => count > before + 40,
    ANSWERED_WITHIN_MS,
  );
  isOver = true;
  await Promise.all(working);

  const others = answers.filter(({ status }) => ![200, 201].includes(status));
  expect(new Set(others.map(({ status }) => status))).toEqual(new Set([503]));
  expect(others.filter(({ retryAfter, body }) => !(Number(retryAfter) > 0) || body.status !== 503)).toEqual([]);

  // Nothing twice, nothing lost, and nothing held but what was given, or asked for in vain when nobody knew.
  expect(new Set(allocated).size).toBe(allocated.length);
  const { body } = await ask('GET', `/api/pools/${pool}`);
  const held = (body.resources as { id: string; status: string }[]).filter(({ status }) => status === 'ALLOCATED');
  const heldIds = new Set(held.map(({ id }) => id));
  expect(allocated.filter((id) => !heldIds.has(id))).toEqual([]);
  expect(held.length - allocated.length).toBeLessThanOrEqual(others.length);
  const recount = await recounted(() => ask('POST', `/api/pools/${pool}/use/recount`));
  expect(recount.body).toMatchObject({ allocated: held.length, drift: 0 });

  for (const token of tokens)
    expect((await ask('GET', '/clusters/quota', undefined, { authorization: `Token ${token}` })).status).toBe(200);

  const waiting = async (): Promise<string[]> => {
    await schedule();
    const shown = await Promise.all(devices.map((id) => ask('GET', `/ztp/devices/${id}`)));
    return shown.filter(({ body }) => body.exec.status !== 'SUCCEEDED').map(({ body }) => body.id);
  };
  await eventually(waiting, (list) => list.length === 0, ANSWERED_WITHIN_MS);
  const keys = Map.groupBy(manager.asked, (call) => call.url);
  expect(keys.size).toBeGreaterThanOrEqual(devices.length);
  for (const calls of keys.values()) expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
}, 900_000);
