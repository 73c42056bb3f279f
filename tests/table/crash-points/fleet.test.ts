import { afterAll, expect } from '@jest/globals';
import * as clusters from '#lib/cloud/service/clusters';
import * as machineList from '#lib/cloud/service/machine-list';
import { later } from '#lib/core/clock';
import { RuleBody } from '#lib/fleet/model';
import * as fleet from '#lib/fleet/service';
import * as devices from '#lib/fleet/service/devices';
import { intake } from '#lib/fleet/service/intake';
import { match } from '#lib/fleet/service/match';
import * as rules from '#lib/fleet/service/rules';
import { execEnded, workOn } from '#lib/fleet/service/saga';
import * as monitor from '#lib/monitor/service';
import type { DeliveryRef } from '#lib/outbox/model';
import * as pools from '#lib/pools/service';
import { serviceManager } from '#lib/ztp/manager';
import * as ztp from '#lib/ztp/service';
import { crashAtEach, crashPoint } from '#support/crash-points';
import { given } from '#support/given';
import { startRecipient, statuses } from '#support/recipient';

/** In the past, so that every machine has come to rest. */
const BEGIN = new Date('2026-11-20T12:00:00.000Z');
const at = (seconds: number) => ({ now: () => later(BEGIN, seconds * 1000) });

const party = await startRecipient(statuses(200));
afterAll(() => party.stop());
const manager = { ...serviceManager(), request: () => ({ url: party.url }) };

const ruled = async (more: object = {}) => {
  const name = given.name('r');
  await pools.create(name, { name, addresses: ['10.7.0.1', '10.7.0.2'], coolDownSeconds: undefined });
  await clusters.create({ name, region_code: 'A' }, at(0));
  const body = RuleBody.parse({
    max_devices: 2,
    match: { names: [`${name}*`] },
    address: { pool: name },
    monitor: { name: '{{name}}' },
    machine: { cluster_name: name },
    exec: { when: 'enrolled' },
    ...more,
  });
  await rules.put(name, body);
  return { rule: name, body, id: given.mac() };
};

/** Does what is due at that time, as often as the schedules would. */
const work = async (id: string, seconds: number) => {
  for (const more of [0, 100, 200]) {
    const then = at(seconds + more);
    const dispatch = (refs: readonly DeliveryRef[]) => ztp.callManager(refs, { ...then, manager, ended: execEnded });
    await workOn([id], { ...then, dispatch });
    await dispatch((await ztp.dueExecs(1000, then)).filter(({ owner }) => owner === id));
  }
};

const registered = async (more: object = {}) => {
  const made = await ruled(more);
  return { ...made, device: await ztp.register(made.id, { ip: '10.1.0.7', name: made.rule }, at(0)) };
};
const begun = async (more: object = {}) => {
  const made = await registered(more);
  await intake(at(0)).registered(made.device);
  return made;
};
const enrolled = async (more: object = {}) => {
  const made = await begun(more);
  await work(made.id, 1);
  return { ...made, before: await devices.get(made.id) };
};

/** How much a rule has given: devices, addresses, servers, machines that live. */
const givenBy = async (rule: string, names = [rule, `${rule}-new`]) => {
  const { items } = await machineList.list({ cluster_name: rule }, { limit: 10, cursor: undefined });
  const dry = await match({ id: given.mac(), name: rule });
  const held = (await pools.get(rule)).pool.resources.filter(({ status }) => status === 'ALLOCATED');
  return {
    isFull: dry.skipped.some((each) => each.rule === rule),
    addresses: held.length,
    servers: (await monitor.getMany(names)).size,
    machines: items.filter(({ state }) => !state.startsWith('TERMINAT')).length,
  };
};
const ONE = { isFull: false, addresses: 1, servers: 1, machines: 1 };
const NONE = { isFull: false, addresses: 0, servers: 0, machines: 0 };

/** That the rule counts as many devices as this: it has room for two. */
const counts = async (rule: string, used: number) => {
  for (let more = used; more < 2; more += 1) {
    expect((await match({ id: given.mac(), name: rule })).rule).toBe(rule);
    const id = given.mac();
    await intake(at(0)).registered(await ztp.register(id, { ip: '10.1.0.9', name: rule }, at(0)));
  }
  expect((await match({ id: given.mac(), name: rule })).rule).toBeNull();
};

crashAtEach([
  crashPoint({
    does: 'a rule that is created',
    given: async () => {
      const { rule, body } = await ruled();
      return { name: `${rule}-2`, body };
    },
    work: ({ name, body }) => rules.put(name, body),
    holds: async ({ name, body }) => {
      expect(await rules.get(name)).toEqual({ name, ...body });
      expect((await match({ id: 'x', name: name.slice(0, -2) })).rule).toBe(name.slice(0, -2));
    },
    writes: 1,
  }),
  crashPoint({
    does: 'the beginning of an enrollment',
    given: () => registered(),
    work: ({ device }) => intake(at(0)).registered(device),
    holds: async ({ id, rule }) => {
      expect(await devices.get(id)).toMatchObject({ rule, state: 'ENROLLING' });
      await work(id, 1);
      expect(await devices.get(id)).toMatchObject({ rule, state: 'ENROLLED' });
      expect(await givenBy(rule)).toEqual(ONE);
      await counts(rule, 1);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'the beginning of an enrollment whose exec call is made at once',
    given: () => registered({ exec: {} }),
    work: ({ device }) => intake(at(0)).registered(device),
    holds: async ({ id, rule, device }) => {
      const ref = { owner: id, at: device.lastRegisteredAt, id: device.registrationId };
      await ztp.callManager([ref], { ...at(1), manager, ended: execEnded });
      await work(id, 2);
      expect(await devices.get(id)).toMatchObject({
        rule,
        state: 'ENROLLED',
        exec: { status: 'SUCCEEDED', attempts: 1 },
      });
    },
    writes: 2,
  }),
  crashPoint({
    does: 'all steps of an enrollment',
    given: () => begun(),
    work: ({ id }) => work(id, 1),
    next: ({ id }) => work(id, 1000),
    holds: async ({ id, rule }) => {
      expect(await devices.get(id)).toMatchObject({
        state: 'ENROLLED',
        address: { pool: rule },
        server: { name: rule },
        machine: { name: rule, cluster_name: rule },
        exec: { status: 'SUCCEEDED' },
      });
      expect(await givenBy(rule)).toEqual(ONE);
      await counts(rule, 1);
    },
    writes: 8,
  }),
  crashPoint({
    does: 'a new name and a new address that are carried on',
    given: async () => {
      const made = await enrolled({ monitor: { name: '{{name}}', target: 'ip' } });
      await ztp.edit(made.id, { name: `${made.rule}-new`, ip: '10.1.0.8' });
      return made;
    },
    work: async ({ id }) => {
      const device = await ztp.find(id);
      if (device) await intake(at(300)).edited(device);
      await work(id, 301);
    },
    next: async ({ id }) => {
      const device = await ztp.find(id);
      if (device) await intake(at(2000)).edited(device);
      await work(id, 2001);
    },
    holds: async ({ id, rule, before }) => {
      const name = `${rule}-new`;
      expect(await devices.get(id)).toMatchObject({
        state: 'ENROLLED',
        server: { name },
        machine: { id: before.machine?.id, name },
        address: before.address,
      });
      expect(await monitor.get(name)).toMatchObject({ ip: '10.1.0.8' });
      expect(await givenBy(rule)).toEqual(ONE);
    },
    writes: 5,
  }),
  crashPoint({
    does: 'a retirement',
    given: () => enrolled(),
    work: async ({ id }) => {
      await fleet.retire(id, at(300));
      await work(id, 301);
    },
    next: async ({ id }) => {
      await fleet.retire(id, at(1000)).catch(() => undefined);
      await work(id, 1001);
    },
    holds: async ({ id, rule }) => {
      await expect(devices.get(id)).rejects.toMatchObject({ code: 'device.unknown' });
      expect(await givenBy(rule)).toEqual(NONE);
      await counts(rule, 0);
    },
    writes: 8,
  }),
  crashPoint({
    does: 'the deletion of an enrolled device',
    given: () => enrolled(),
    work: ({ id }) => fleet.remove(id, at(300)),
    holds: async ({ id, rule }) => {
      await expect(ztp.check(id)).rejects.toMatchObject({ code: 'device.unknown' });
      await work(id, 1001);
      expect(await givenBy(rule)).toEqual(NONE);
      await counts(rule, 0);
    },
    writes: 2,
  }),
  crashPoint({
    does: 'a retirement of a device that is being enrolled',
    given: () => begun(),
    work: async ({ id }) => {
      await work(id, 1);
      await fleet.retire(id, at(300));
    },
    next: async ({ id }) => {
      await fleet.retire(id, at(1000)).catch(() => undefined);
    },
    holds: async ({ id, rule }) => {
      await work(id, 2001);
      await expect(devices.get(id)).rejects.toMatchObject({ code: 'device.unknown' });
      expect(await givenBy(rule)).toEqual(NONE);
      await counts(rule, 0);
    },
    writes: 9,
  }),
  crashPoint({
    does: 'a registration while the device retires',
    given: async () => {
      const made = await enrolled();
      await fleet.retire(made.id, at(300));
      return made;
    },
    work: async ({ id, rule }) => {
      await intake(at(301)).registered(await ztp.register(id, { ip: '10.1.0.7', name: rule }, at(301)));
      await work(id, 302);
    },
    next: async ({ id, rule }) => {
      await work(id, 1000);
      await intake(at(1300)).registered(await ztp.register(id, { ip: '10.1.0.7', name: rule }, at(1300)));
      await work(id, 1301);
    },
    holds: async ({ id, rule, before }) => {
      const device = await devices.get(id);
      expect(device).toMatchObject({ state: 'ENROLLED', rule });
      expect(device.machine?.id).not.toBe(before.machine?.id);
      expect(await givenBy(rule)).toEqual(ONE);
      await counts(rule, 1);
    },
    writes: 12,
  }),
  crashPoint({
    does: 'a registration without an address',
    given: () => ruled(),
    work: ({ id, rule }) => fleet.register(id, { name: rule }, at(0)),
    holds: async ({ id, rule }, answer) => {
      const device = await ztp.find(id);
      expect(device?.ip).toMatch(/^10\.7\.0\./);
      if (answer) expect(answer.ip).toBe(device?.ip);
      if (device) await intake(at(1)).registered(device);
      await work(id, 2);
      expect(await devices.get(id)).toMatchObject({ state: 'ENROLLED', address: { ip_address: device?.ip } });
      expect(await givenBy(rule)).toEqual(ONE);
      await counts(rule, 1);
    },
    writes: 4,
  }),
  crashPoint({
    does: 'a registration without an address that never comes again',
    given: () => ruled(),
    work: async ({ id, rule }) => {
      await fleet.register(id, { name: rule }, at(0));
      await fleet.remove(id, at(1));
    },
    next: async () => undefined,
    holds: async ({ id, rule }) => {
      // When time enough for a registration has passed, the schedule takes back what was begun.
      if (await ztp.find(id)) await fleet.remove(id, at(100));
      await work(id, 1000);
      expect(await givenBy(rule)).toEqual(NONE);
      await counts(rule, 0);
    },
    writes: 6,
  }),
  crashPoint({
    does: 'a device that goes over to another rule',
    given: async () => {
      const made = await enrolled();
      const other = `${made.rule}-other`;
      await rules.put(other, { ...made.body, priority: 1 });
      return { ...made, other };
    },
    work: ({ id }) => fleet.enroll(id, at(300)),
    holds: async ({ id, rule, other, before }) => {
      await work(id, 1000);
      expect(await devices.get(id)).toMatchObject({ rule: other, state: 'ENROLLED', address: before.address });
      expect(await givenBy(rule)).toEqual(ONE);
      await rules.remove(other);
      await counts(rule, 0);
    },
    writes: 1,
  }),
]);
