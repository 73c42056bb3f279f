import { expect, test } from '@jest/globals';
import { RuleBody } from '#lib/fleet/model';
import * as enrollments from '#lib/fleet/repository/enrollment';
import * as devices from '#lib/fleet/service/devices';
import { getEnrolled } from '#lib/fleet/service/enrolled';
import { intake } from '#lib/fleet/service/intake';
import * as rules from '#lib/fleet/service/rules';
import * as ztp from '#lib/ztp/service';
import { given } from '#support/given';

const ruled = async (more: object = {}) => {
  const name = given.name('early');
  await rules.put(name, RuleBody.parse({ match: { names: [name] }, monitor: {}, ...more }));
  return name;
};
/** As REST shows a device; GraphQL says the same of it. */
const shown = async (id: string) => {
  const device = await devices.get(id);
  const { rule, state, steps } = device;
  expect((await getEnrolled([id])).get(id)).toMatchObject({ rule, state, steps });
  return device;
};
const register = (name: string, id = given.mac()) => ztp.register(id, { ip: '10.1.0.7', name });

test('a device reads as enrolling from its registration on, before the stream has brought that', async () => {
  const name = await ruled();
  const device = await register(name);
  const before = await shown(device.id);
  expect(before).toMatchObject({
    rule: name,
    state: 'ENROLLING',
    steps: [{ step: 'monitor', state: 'PENDING', attempts: 0, error: null }],
  });
  expect(await enrollments.find(device.id)).toBeUndefined();
  await intake().registered(device);
  expect(await shown(device.id)).toMatchObject({ rule: name, state: 'ENROLLING' });
});

test('one that no rule has room for is unmanaged from the beginning', async () => {
  const name = await ruled({ max_devices: 1 });
  await intake().registered(await register(name));
  for (const each of [name, given.name('nobody')]) {
    const device = await register(each);
    expect(await shown(device.id)).toMatchObject({ rule: null, state: 'UNMANAGED', steps: [] });
    await intake().registered(device);
    expect(await shown(device.id)).toMatchObject({ rule: null, state: 'UNMANAGED', steps: [] });
  }
});

test('one that was seen before any rule fits stays unmanaged until it registers again', async () => {
  const name = given.name('early');
  const device = await register(name);
  await intake().registered(device);
  await rules.put(name, RuleBody.parse({ match: { names: [name] }, monitor: {} }));
  expect(await shown(device.id)).toMatchObject({ state: 'UNMANAGED' });
  await register(name, device.id);
  expect(await shown(device.id)).toMatchObject({ rule: name, state: 'ENROLLING' });
});

test('a failed one reads as enrolling as soon as it has registered again', async () => {
  const name = await ruled();
  const device = await register(name);
  await intake().registered(device);
  const seen = await enrollments.find(device.id);
  const failed = { state: 'FAILED' as const, at: device.lastRegisteredAt, attempts: 4, error: 'The name is taken' };
  if (seen) await enrollments.replace(seen, { ...seen, steps: { monitor: failed } });
  expect(await shown(device.id)).toMatchObject({ state: 'FAILED', steps: [failed] });
  await register(name, device.id);
  expect(await shown(device.id)).toMatchObject({
    state: 'ENROLLING',
    steps: [{ state: 'PENDING', error: null }],
  });
});
