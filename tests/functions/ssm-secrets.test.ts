import { afterAll, expect, test } from '@jest/globals';
import { later, now } from '#lib/core/clock';
import { call } from '#support/call';
import { given } from '#support/given';
import { startRecipient, statuses } from '#support/recipient';
import { parametersAt, startParameters } from '#support/ssm-parameters';

const party = await startRecipient(statuses(200));
const parameters = await startParameters({ '/m/enroll': 'first-secret', '/m/manager': `${party.url}/base/` });
Object.assign(process.env, parametersAt(parameters), {
  AUTH: 'token',
  ZTP_ENROLL_SECRET: 'ssm:/m/enroll',
  SERVICE_MANAGER_URL: 'ssm:/m/manager',
  ALERT_WEBHOOK_URL: 'ssm:/m/nowhere',
});
// Settings are read once, so that these come after them.
const { KEPT_MS, resolveSecret } = await import('#lib/core/ssm-secrets');
const ztp = await import('#lib/ztp/service');
const calls = await import('#lib/outbox/repository');
const { announce } = await import('#lib/monitor/service/alerts');
const { handler: register } = await import('#functions/ztp/register-device');
const { handler: getFleetDevice } = await import('#functions/fleet/get-fleet-device');
const { handler: callManager } = await import('#functions/ztp/call-manager');
const { handler: sendAlerts } = await import('#functions/monitor/send-alerts');

afterAll(async () => {
  await party.stop();
  await parameters.stop();
});

const registering = async (authorization: string) =>
  (
    await call(register, 'PUT /ztp/register/{id}', {
      params: { id: given.mac() },
      body: { ip: '10.0.0.1' },
      headers: { authorization },
    })
  ).status;

test('a setting that names no parameter is its own value', async () => {
  expect(await resolveSecret('http://manager.example:4000')).toBe('http://manager.example:4000');
  expect(parameters.asked).toEqual([]);
});

test('machines enroll by the value of the parameter, and not by its name', async () => {
  expect(await registering('Enroll first-secret')).toBe(201);
  expect(await registering('Enroll ssm:/m/enroll')).toBe(401);
  expect(await registering('Enroll ')).toBe(401);
});

test('by the same value a machine reads what became of it', async () => {
  const id = given.mac();
  const headers = { authorization: 'Enroll first-secret' };
  await call(register, 'PUT /ztp/register/{id}', { params: { id }, body: { ip: '10.0.0.1' }, headers });
  const read = (authorization: string) =>
    call(getFleetDevice, 'GET /fleet/devices/{id}', { params: { id }, headers: { authorization } });
  expect(await read('Enroll first-secret')).toMatchObject({ status: 200, body: { id, state: 'UNMANAGED' } });
  expect(await read('Enroll ssm:/m/enroll')).toMatchObject({ status: 401, body: { code: 'token.missing' } });
});

test('of many who want it at once, one asks', async () => {
  parameters.values['/m/wanted'] = 'by many';
  const values = await Promise.all(Array.from({ length: 50 }, () => resolveSecret('ssm:/m/wanted')));
  expect(new Set(values)).toEqual(new Set(['by many']));
  expect(parameters.asked.filter((name) => name === '/m/wanted')).toHaveLength(1);
});

test('a parameter is read once in five minutes', async () => {
  await registering('Enroll first-secret');
  await registering('Enroll first-secret');
  expect(parameters.asked.filter((name) => name === '/m/enroll')).toHaveLength(1);
});

test('a secret that is changed counts without a new deployment, when the old one has had its time', async () => {
  parameters.values['/m/enroll'] = 'second-secret';
  const after = () => later(now(), KEPT_MS);
  expect(await resolveSecret('ssm:/m/enroll', { now: () => later(now(), KEPT_MS - 60_000) })).toBe('first-secret');
  expect(await resolveSecret('ssm:/m/enroll', { now: after })).toBe('second-secret');
  expect(await registering('Enroll second-secret')).toBe(201);
  expect(await registering('Enroll first-secret')).toBe(401);
});

test('while it cannot be read again, the last value stays', async () => {
  delete parameters.values['/m/enroll'];
  const after = () => later(now(), 3 * KEPT_MS);
  expect(await resolveSecret('ssm:/m/enroll', { now: after })).toBe('second-secret');
  const asked = parameters.asked.length;
  expect(await resolveSecret('ssm:/m/enroll', { now: after })).toBe('second-secret');
  expect(parameters.asked.length).toBe(asked);
});

test('a secret that was never read lets nobody in', async () => {
  await expect(resolveSecret('ssm:/m/nowhere')).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'secret.unavailable',
  });
});

test('the service manager is called where the parameter says', async () => {
  const ref = await ztp.openExec(await ztp.register(given.mac(), { ip: '10.0.0.7' }));
  await callManager({ calls: [ref] });
  expect(party.asked.map(({ url }) => url)).toEqual(['/base/api/exec?ip=10.0.0.7']);
});

test('a call whose address cannot be read stays due, and its try says so', async () => {
  const server = crypto.randomUUID();
  const change = { at: new Date().toISOString(), from: 'UP', to: 'DOWN' } as const;
  await announce([{ server, name: 's', ip: '10.0.0.1', change }], { give: async () => {} });
  expect(await sendAlerts({})).toEqual({ tried: 1 });
  expect(await calls.pendingOf('alert', server)).toMatchObject([
    {
      status: 'PENDING',
      attempts: 1,
      tries: [{ error: 'The alert webhook has an address that could not be read' }],
    },
  ]);
});
