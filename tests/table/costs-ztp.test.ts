import { afterAll, expect, test } from '@jest/globals';
import type { SendingPolicy } from '#lib/outbox/model';
import { serviceManager } from '#lib/ztp/manager';
import * as ztp from '#lib/ztp/service';
import { type Cost, comparable, documentedCosts, measure } from '#support/costs';
import { given } from '#support/given';
import { startRecipient, statuses } from '#support/recipient';

const party = await startRecipient(statuses(200));
afterAll(() => party.stop());
const manager: SendingPolicy = { ...serviceManager(), request: () => ({ url: party.url }) };

const registered = () => ztp.register(given.mac(), { ip: '10.0.0.1', name: 'rack 3, slot 7' });

const called = async () => {
  const device = await registered();
  await ztp.callManager([await ztp.openExec(device)], { manager });
  return device;
};

const measured: Record<string, () => Promise<Cost>> = {
  'register a new device': () => measure(registered),
  'register it again': async () => {
    const { id } = await registered();
    return measure(() => ztp.register(id, { ip: '10.0.0.2' }));
  },
  check: async () => {
    const { id } = await registered();
    return measure(() => ztp.check(id));
  },
  edit: async () => {
    const { id } = await registered();
    return measure(() => ztp.edit(id, { name: 'rack 4' }));
  },
  'delete a device with one call': async () => {
    const { id } = await called();
    return measure(() => ztp.remove(id));
  },
  'list 100 ids': async () => {
    await Promise.all(Array.from({ length: 100 }, registered));
    return measure(() => ztp.listIds({ limit: 100 }));
  },
  'read a device with its call': async () => {
    const { id } = await called();
    return measure(() => ztp.show(id));
  },
  'write an exec call into the ledger': async () => {
    const device = await registered();
    return measure(() => ztp.openExec(device));
  },
  'make an exec call': async () => {
    const ref = await ztp.openExec(await registered());
    return measure(() => ztp.callManager([ref], { manager }));
  },
  'find that no call is due': () => measure(() => ztp.dueExecs(5000, { now: () => new Date(0) })),
};

const documented = documentedCosts('Zero-touch provisioning');

test('the page has every row that is measured, and no other', () => {
  expect(Object.keys(documented).sort()).toEqual(Object.keys(measured).sort());
});

test.each(Object.entries(measured))('%s costs what docs/costs.md says', async (call, work) => {
  expect(comparable(await work())).toEqual(comparable(documented[call] ?? { requests: 0, reads: 0, writes: 0 }));
});
