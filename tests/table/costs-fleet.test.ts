import { afterAll, expect, test } from '@jest/globals';
import * as clusters from '#lib/cloud/service/clusters';
import { RuleBody } from '#lib/fleet/model';
import { find } from '#lib/fleet/repository/enrollment';
import * as fleet from '#lib/fleet/service';
import * as boot from '#lib/fleet/service/boot';
import * as devices from '#lib/fleet/service/devices';
import { intake } from '#lib/fleet/service/intake';
import { match } from '#lib/fleet/service/match';
import * as rules from '#lib/fleet/service/rules';
import { execEnded, workOn } from '#lib/fleet/service/saga';
import * as pools from '#lib/pools/service';
import { serviceManager } from '#lib/ztp/manager';
import * as ztp from '#lib/ztp/service';
import { type Cost, comparable, documentedCosts, measure } from '#support/costs';
import { given } from '#support/given';
import { startRecipient, statuses } from '#support/recipient';

const recipient = await startRecipient(statuses(200));
afterAll(() => recipient.stop());
const manager = { ...serviceManager(), request: () => ({ url: recipient.url }) };

const ALL = ['address', 'monitor', 'machine', 'exec'] as const;

/** A rule that asks for these steps, with a pool and a cluster of its own. */
const ruled = async (steps: readonly (typeof ALL)[number][] = ALL) => {
  const name = given.name('r');
  await pools.create(name, { name, addresses: ['10.7.0.1', '10.7.0.2'], coolDownSeconds: undefined });
  await clusters.create({ name, region_code: 'A' });
  // The first allocation of a process looks for what is free.
  await pools.release(name, (await pools.allocateAny(name)).id);
  const asked = {
    address: { pool: name },
    monitor: { name: '{{name}}' },
    machine: { cluster_name: name },
    exec: { when: 'enrolled' },
  };
  const body = RuleBody.parse({
    match: { names: [name] },
    ...Object.fromEntries(steps.map((step) => [step, asked[step]])),
  });
  await rules.put(name, body);
  await match({ id: 'x', name });
  return { name, body, id: given.mac() };
};

const begun = async (...args: Parameters<typeof ruled>) => {
  const made = await ruled(...args);
  const device = await ztp.register(made.id, { ip: '10.1.0.7', name: made.name });
  await intake().registered(device);
  return made;
};

const work = (id: string) => workOn([id], { dispatch: async () => {} });

const enrolled = async (...args: Parameters<typeof ruled>) => {
  const made = await begun(...args);
  await work(made.id);
  const record = await find(made.id);
  if (record?.exec) await ztp.callManager([{ owner: made.id, ...record.exec }], { manager, ended: execEnded });
  return made;
};

const working =
  (...steps: (typeof ALL)[number][]) =>
  async () => {
    const { id } = await begun(steps);
    return measure(() => work(id));
  };

const measured: Record<string, () => Promise<Cost>> = {
  'put a rule': async () => {
    const { name, body } = await ruled();
    return measure(() => rules.put(name, body));
  },
  'match, a dry run': async () => {
    const { id, name } = await ruled();
    return measure(() => match({ id, name }));
  },
  'a registration that no rule matches': async () => {
    await ruled();
    const device = await ztp.register(given.mac(), { ip: '10.1.0.7' });
    return measure(() => intake().registered(device));
  },
  'begin an enrollment': async () => {
    const { id, name } = await ruled(['address', 'monitor', 'machine', 'exec']);
    const device = await ztp.register(id, { ip: '10.1.0.7', name });
    return measure(() => intake().registered(device));
  },
  'work on one, without a step that is open': async () => {
    const { id } = await begun(['monitor']);
    await work(id);
    return measure(() => work(id));
  },
  'its monitor step': working('monitor'),
  'its address step': working('address'),
  'its machine step': working('machine'),
  'its exec step': working('exec'),
  'all four steps': working(...ALL),
  'the end of its exec call': async () => {
    const { id } = await begun();
    await work(id);
    const call = await ztp.findExec({ owner: id, ...((await find(id))?.exec ?? { at: '', id: '' }) });
    return measure(async () => call && (await execEnded({ ...call, status: 'SUCCEEDED' })));
  },
  'register again when all is done, without an exec step': async () => {
    const { id, name } = await enrolled(['address', 'monitor']);
    const device = await ztp.register(id, { ip: '10.1.0.7', name });
    return measure(() => intake().registered(device));
  },
  'read a device': async () => {
    const { id } = await enrolled();
    return measure(() => devices.get(id));
  },
  'read a device that no rule matches': async () => {
    const device = await ztp.register(given.mac(), { ip: '10.1.0.7' });
    await intake().registered(device);
    return measure(() => devices.get(device.id));
  },
  'read one before its rules are matched': async () => {
    const { id, name } = await ruled();
    await ztp.register(id, { ip: '10.1.0.7', name });
    return measure(() => devices.get(id));
  },
  'begin a retirement': async () => {
    const { id } = await enrolled();
    return measure(() => fleet.retire(id));
  },
  'retire, address and server': async () => {
    const { id } = await enrolled(['address', 'monitor']);
    await fleet.retire(id);
    return measure(() => work(id));
  },
  'read user-data': async () => {
    const { id } = await enrolled(['address']);
    return measure(() => boot.read({ id, file: 'user-data' }));
  },
};

const documented = documentedCosts('Fleet');

test('the page has every row that is measured, and no other', () => {
  expect(Object.keys(documented).sort()).toEqual(Object.keys(measured).sort());
});

test('a page of data of a device takes three requests at most', async () => {
  expect((await measured['read a device']?.())?.requests).toBeLessThanOrEqual(3);
});

test.each(Object.entries(measured))('%s costs what docs/costs.md says', async (call, work) => {
  expect(comparable(await work())).toEqual(comparable(documented[call] ?? { requests: 0, reads: 0, writes: 0 }));
});
