import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { eventually, managerBehaves, managerCalls, request } from '#support/request';

const register = (id: string, ip: string, path = `/ztp/register/${encodeURIComponent(id)}`) =>
  request('PUT', path, { body: { ip } });

const execOf = async (id: string) => (await request('GET', `/ztp/devices/${encodeURIComponent(id)}`)).body.exec;

const called = (ip: string, times = 1) =>
  eventually(
    () => managerCalls(ip),
    (calls) => calls.length === times,
  );

const ended = (id: string) =>
  eventually(
    () => execOf(id),
    ({ status }) => status !== 'PENDING',
  );

test('every registration is told to the service manager once, under a key of its own', async () => {
  const [id, ip] = [given.mac(), given.ip()];
  expect((await register(id, ip)).status).toBe(201);
  await called(ip);
  expect(await ended(id)).toMatchObject({ status: 'SUCCEEDED', attempts: 1, http_status: 200, error: null });
  expect((await register(id, ip)).status).toBe(200);
  const calls = await called(ip, 2);
  await ended(id);
  const { body } = await request('GET', `/ztp/devices/${id}/execs`);
  expect(body.items.map((exec: { id: string }) => exec.id)).toEqual(calls.map(({ key }) => key).reverse());
  expect(new Set(calls.map(({ method }) => method))).toEqual(new Set(['GET']));
});

test('an IPv6 address reaches the service manager as it is', async () => {
  const ip = `2001:db8::${given.mac().slice(-5)}`;
  await register(given.mac(), ip.toUpperCase());
  const { body } = await request('PUT', `/ztp/register/${given.mac()}`, { body: { ip } });
  expect(await called(body.ip, 2)).toHaveLength(2);
});

test('paths are decoded, and slashes at their end never matter', async () => {
  const id = `${given.name('räck 3')}, #7 %41 +?`;
  const path = encodeURIComponent(id);
  expect((await register(id, given.ip(), `/ztp/register/${path}/`)).status).toBe(201);
  expect((await request('GET', `/ztp/check/${path}`)).status).toBe(200);
  expect((await request('GET', `/ztp/devices/${path}/`)).body.id).toBe(id);
  for (const list of ['/ztp/mng/list/', '/ztp/mng/list']) {
    const { body } = await request('GET', list);
    expect(body.hosts).toContain(id);
  }
  expect((await request('GET', `/ztp/mng/${path}/delete/`)).status).toBe(204);
  expect((await request('DELETE', `/ztp/mng/${path}/`)).status).toBe(404);
});

test('an edit is told to nobody', async () => {
  const [id, ip, edited] = [given.mac(), given.ip(), given.ip()];
  await register(id, ip);
  await called(ip);
  expect(await request('PUT', `/ztp/mng/${id}`, { body: { ip: edited } })).toMatchObject({
    status: 200,
    body: { ip: edited, name: '', userdata: '' },
  });
  const [other, otherIp] = [given.mac(), given.ip()];
  await register(other, otherIp);
  await called(otherIp);
  expect(await managerCalls(edited)).toEqual([]);
  expect(await managerCalls(ip)).toHaveLength(1);
});

test('a service manager that hangs over some devices holds up no other', async () => {
  const hanging = Array.from({ length: 5 }, () => ({ id: given.mac(), ip: given.ip() }));
  for (const { id, ip } of hanging) {
    await managerBehaves(ip, { delayMs: 20_000 });
    await register(id, ip);
  }
  const [id, ip] = [given.mac(), given.ip()];
  await register(id, ip);
  expect(await ended(id)).toMatchObject({ status: 'SUCCEEDED' });
  for (const device of hanging) expect(await execOf(device.id)).toMatchObject({ status: 'PENDING', http_status: null });
});

test('a call that was refused for now is made again by hand, under its key', async () => {
  const [id, ip] = [given.mac(), given.ip()];
  await managerBehaves(ip, { statuses: [503, 200] });
  await register(id, ip);
  const refused = await eventually(
    () => execOf(id),
    ({ http_status }) => http_status !== null,
  );
  expect(refused).toMatchObject({ status: 'PENDING', attempts: 1, http_status: 503 });
  expect((await request('POST', `/ztp/devices/${id}/exec`)).status).toBe(202);
  expect(await ended(id)).toMatchObject({ status: 'SUCCEEDED', attempts: 2, http_status: 200 });
  const calls = await managerCalls(ip);
  expect(calls.map(({ key }) => key)).toEqual([calls[0]?.key, calls[0]?.key]);
});
