import { expect, test } from '@jest/globals';
import { later } from '#lib/core/clock';
import * as repository from '#lib/ztp/repository';
import * as ztp from '#lib/ztp/service';
import { given } from '#support/given';

const BEGIN = new Date('2026-11-20T15:44:00.000Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const at = (ms: number) => ({ now: () => later(BEGIN, ms) });

test('a write that the SDK repeats because its answer was lost is one registration', async () => {
  const key = given.mac();
  const occasion = { at: BEGIN.toISOString(), registrationId: 'one' };
  const first = await repository.register(key, key, { ip: '10.0.0.1' }, occasion);
  expect(await repository.register(key, key, { ip: '10.0.0.1' }, occasion)).toEqual(first);
  expect(first.registrations).toBe(1);
  const next = await repository.register(key, key, { ip: '10.0.0.1' }, { ...occasion, registrationId: 'two' });
  expect(next.registrations).toBe(2);
});

test('a device keeps when it registered first, and when last', async () => {
  const id = given.mac();
  await ztp.register(id, { ip: '10.0.0.1' }, at(0));
  await ztp.register(id, { ip: '10.0.0.1' }, at(1000));
  expect(await ztp.show(id, at(2000))).toMatchObject({
    registered_at: '2026-11-20T15:44:00.000Z',
    last_registered_at: '2026-11-20T15:44:01.000Z',
    registrations: 2,
  });
});

test('a call that the stream has not come by yet is PENDING without attempts; a forgotten one is null', async () => {
  const id = given.mac();
  await ztp.register(id, { ip: '10.0.0.1' }, at(0));
  const untried = { status: 'PENDING', attempts: 0, http_status: null, last_attempt_at: null, error: null };
  expect((await ztp.show(id, at(1))).exec).toEqual(untried);
  expect((await ztp.show(id, at(89 * DAY_MS))).exec).toEqual(untried);
  expect((await ztp.show(id, at(90 * DAY_MS))).exec).toBeNull();
});

test('a registration that the stream shows twice has one call', async () => {
  const id = given.mac();
  const device = await ztp.register(id, { ip: '10.0.0.1' }, at(0));
  expect(await ztp.openExec(device)).toEqual(await ztp.openExec(device));
  expect((await ztp.listExecs(id, { limit: 10 })).items).toHaveLength(1);
});

test('a call can be made by hand before the stream has come by', async () => {
  const id = given.mac();
  const device = await ztp.register(id, { ip: '10.0.0.1' }, at(0));
  const { exec, ref } = await ztp.resend(id, at(1));
  expect(exec).toMatchObject({ id: device.registrationId, status: 'PENDING', attempts: 0 });
  expect(await ztp.openExec(device)).toEqual(ref);
  expect((await ztp.listExecs(id, { limit: 10 })).items).toHaveLength(1);
});
