import { afterAll, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import type { HttpResponse } from '#lib/http/response';
import { type CallOptions, call, httpEvent, lambdaContext } from '#support/call';
import { type EmfLine, line, valuesIn, written } from '#support/emf';
import { given } from '#support/given';
import { injectFaults } from '#support/inject-faults';
import { startLambda } from '#support/lambda';
import { startRecipient, statuses } from '#support/recipient';

// The manager takes the first call, has no time for the second, and does not want the third; the webhook takes one.
const manager = await startRecipient(statuses(200, 503, 404));
const webhook = await startRecipient(statuses(200, 404));
const lambda = await startLambda({ callManager: async () => {}, sendAlerts: async () => {} });
Object.assign(process.env, {
  METRICS: 'on',
  SERVICE_MANAGER_URL: manager.url,
  ALERT_WEBHOOK_URL: webhook.url,
  LAMBDA_ENDPOINT: lambda.url,
  PING_METHOD: 'tcp',
  PING_COUNT: '1',
  PING_TIMEOUT_MS: '20000',
});
afterAll(() => Promise.all([manager.stop(), webhook.stop(), lambda.stop()]));

// Settings are read once, so that these come after them.
type Handler = (event: never, context: Context) => Promise<unknown>;
const load = async (name: string): Promise<Handler> => (await import(`../../functions/${name}.ts`)).handler;
const { METRICS, metered } = await import('#lib/core/metrics');
const calls = await import('#lib/outbox/service');
const { serviceManager } = await import('#lib/ztp/manager');
const { announce } = await import('#lib/monitor/service/alerts');
const monitor = await import('#lib/monitor/service');
const { sweep } = await import('#lib/monitor/service/sweep');
const sweeps = await import('#lib/monitor/repository/sweeps');

const seen = new Set<string>();
/** The lines of what is done, of which every metric is remembered. */
const linesOf = async (act: () => Promise<unknown>): Promise<EmfLine[]> => {
  const lines = await written(act);
  for (const each of lines) for (const name of Object.keys(valuesIn(each))) seen.add(name);
  return lines;
};

const http = async (name: string, route: string, options: CallOptions) =>
  call((await load(name)) as Parameters<typeof call>[0], route, options);
const allocate = (id: string, body: unknown = {}) =>
  http('pools/allocate-resource', 'PUT /api/pools/{id}/allocate', { params: { id }, body });
const newPool = async (...resources: string[]): Promise<string> => {
  const id = given.poolId();
  await http('pools/create-pool', 'PUT /api/pools/{id}', { params: { id }, body: { name: id, resources } });
  return id;
};
const invoke = async (name: string, event: unknown): Promise<unknown> =>
  (await load(name))(event as never, lambdaContext());

test('while nobody waits the age of the oldest call is 0: silence means that nobody looks', async () => {
  expect(await linesOf(() => invoke('ztp/retry-execs', {}))).toEqual([line('local', { OldestExecAge: 0 })]);
});

test('an allocation is counted, each of several is, and a release', async () => {
  const id = await newPool('10.0.0.0/29');
  let first = '';
  const one = async () => {
    first = (await allocate(id)).body.id;
  };
  expect(await linesOf(one)).toEqual([line('local', { AddressesAllocated: 1 })]);
  expect(await linesOf(() => allocate(id, { count: 3 }))).toEqual([line('local', { AddressesAllocated: 3 })]);
  const release = () =>
    http('pools/release-resource', 'PUT /api/pools/{id}/release', { params: { id }, body: { id: first } });
  expect(await linesOf(release)).toEqual([line('local', { AddressesReleased: 1 })]);
  expect(await linesOf(release)).toEqual([]);
});

test('an owner who asks again has got nothing new', async () => {
  const id = await newPool('10.0.0.1');
  const body = { owner: 'node-1', ttl_seconds: 60 };
  expect(await linesOf(() => allocate(id, body))).toEqual([line('local', { AddressesAllocated: 1 })]);
  expect(await linesOf(() => allocate(id, body))).toEqual([]);
});

test('invocations that run at once in one process each write a line of their own', async () => {
  const [full, empty] = [await newPool('10.0.0.1', '10.0.0.2'), await newPool()];
  const lines = await linesOf(() => Promise.all([full, empty, full, empty].map((id) => allocate(id))));
  expect(lines.sort((a, b) => Number('PoolsExhausted' in a) - Number('PoolsExhausted' in b))).toEqual([
    line('local', { AddressesAllocated: 1 }),
    line('local', { AddressesAllocated: 1 }),
    line('local', { PoolsExhausted: 1 }),
    line('local', { PoolsExhausted: 1 }),
  ]);
});

test('an answer from an Idempotency-Key is counted as that, not as an allocation', async () => {
  const id = await newPool('10.0.0.1', '10.0.0.2');
  const again = () =>
    http('pools/allocate-resource', 'PUT /api/pools/{id}/allocate', {
      params: { id },
      headers: { 'Idempotency-Key': id },
    });
  expect(await linesOf(again)).toEqual([line('local', { AddressesAllocated: 1 })]);
  expect(await linesOf(again)).toEqual([line('local', { Replays: 1 })]);
});

test('a login that is refused is counted', async () => {
  const tryLogin = () =>
    http('auth/login', 'POST /token/login/', {
      body: { username: given.name(), password: 'wrong' },
      cookies: ['csrftoken=abc'],
      headers: { 'X-CSRF-Token': 'abc' },
    });
  expect(await linesOf(tryLogin)).toEqual([line('local', { LoginsRefused: 1 })]);
});

test('an invocation that fails writes what it has measured', async () => {
  const id = await newPool('10.0.0.1');
  const busy = injectFaults(async () => {
    throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: {} });
  });
  const calls = async () => {
    const reply = (await invoke(
      'pools/get-pool-use',
      httpEvent('GET /api/pools/{id}/use', { params: { id } }),
    )) as HttpResponse;
    expect(reply.statusCode).toBe(503);
    await expect(invoke('ztp/retry-execs', {})).rejects.toThrow('The database did not take the request in time');
  };
  const lines = await linesOf(calls).finally(busy);
  expect(lines).toEqual([line('local', { DatabaseBusy: 1 }), line('local', { DatabaseBusy: 1 })]);
});

test('exec calls are counted by what became of them, and the age of the oldest is measured', async () => {
  const id = given.mac();
  const register = () =>
    http('ztp/register-device', 'PUT /ztp/register/{id}', { params: { id }, body: { ip: '10.0.0.1' } });
  expect(await linesOf(register)).toEqual([line('local', { DevicesRegistered: 1 })]);

  const made = async (owner: string, ageSeconds: number) => {
    const at = new Date(Date.now() - ageSeconds * 1000).toISOString();
    const ref = { owner, at, id: crypto.randomUUID() };
    await calls.open(serviceManager(), ref, { device: owner, ip: '10.0.0.1' });
    return ref;
  };
  const [first, second, third] = [await made('a', 30), await made('b', 700), await made('c', 10)];
  const waiting = await linesOf(() => invoke('ztp/retry-execs', {}));
  expect(waiting).toEqual([line('local', { OldestExecAge: expect.any(Number) })]);
  expect(Number(waiting[0]?.OldestExecAge)).toBeGreaterThanOrEqual(700);

  const callManager = (...refs: unknown[]) => linesOf(() => invoke('ztp/call-manager', { calls: refs }));
  const [succeeded] = await callManager(first);
  expect(succeeded).toEqual(line('local', { ExecAttempts: 1, ExecSuccesses: 1, ExecLatency: expect.any(Number) }));
  expect(Number(succeeded?.ExecLatency)).toBeGreaterThanOrEqual(30_000);
  expect(await callManager(second)).toEqual([line('local', { ExecAttempts: 1 })]);
  expect(await callManager(third)).toEqual([line('local', { ExecAttempts: 1, ExecFailures: 1 })]);
  expect(await callManager(first, third)).toEqual([]);
});

test('calls to the alert webhook are counted likewise', async () => {
  const alert = async (server: string) => {
    const change = { at: '2026-11-20T15:44:00.000Z', from: 'UP', to: 'DOWN' } as const;
    await announce([{ server, name: server, ip: '10.0.0.1', change }], { give: async () => {} });
    await invoke('monitor/send-alerts', {});
  };
  expect(await linesOf(() => alert('first'))).toEqual([
    line('local', { AlertAttempts: 1, AlertSuccesses: 1, AlertLatency: expect.any(Number) }),
  ]);
  expect(await linesOf(() => alert('second'))).toEqual([line('local', { AlertAttempts: 1, AlertFailures: 1 })]);
});

test('a sweep is measured: lag, duration, who answered and who did not', async () => {
  await monitor.add(given.name('server'), '127.0.0.1');
  // Nothing listens to TCP on a multicast address: the kernel refuses at once, and no packet is sent.
  await monitor.add(given.name('server'), '224.0.0.1');
  const time = new Date(Date.now() - 1500).toISOString();
  const lines = await linesOf(() => invoke('monitor/sweep-servers', { time }));
  expect(lines).toEqual([
    line('local', {
      SweepLag: expect.any(Number),
      ServersAnswered: 1,
      ServersLost: 1,
      SweepsFinished: 1,
      SweepDuration: expect.any(Number),
    }),
  ]);
  expect(Number(lines[0]?.SweepLag)).toBeGreaterThanOrEqual(1500);
});

test('a sweep that is left out is counted', async () => {
  const at = Date.UTC(2030, 0, 1);
  await sweeps.takeLease('another', new Date(at), new Date(at + 900_000));
  let minutes = 0;
  const now = () => new Date(at + 60_000 * minutes++);
  const lines = await linesOf(metered(() => sweep({ scheduledAt: new Date(at) }, { now })));
  expect(lines).toEqual([line('local', { SweepsLeftOut: 1 })]);
});

test('every metric that there is was seen above', () => {
  expect([...seen].sort()).toEqual(Object.keys(METRICS).sort());
});
