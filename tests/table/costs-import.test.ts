import { expect, test } from '@jest/globals';
import { deviceKind, poolKind, serverKind } from '#lib/import/kinds';
import { importCsv } from '#lib/import/service';
import { type Cost, comparable, documentedCosts, measure } from '#support/costs';
import { given } from '#support/given';

const lines = (header: string, line: (n: number) => string): string =>
  [header, ...Array.from({ length: 100 }, (_, n) => line(n))].join('\n');

const hundredServers = () => lines('name,ip,tags', () => `${given.name('server')},10.0.0.1,a`);

const measured: Record<string, () => Promise<Cost>> = {
  'import 100 new servers': () => measure(() => importCsv(hundredServers(), serverKind)),
  'import 100 servers that are there': async () => {
    const csv = hundredServers();
    await importCsv(csv, serverKind);
    return measure(() => importCsv(csv, serverKind));
  },
  'try the import of 100 servers': () => measure(() => importCsv(hundredServers(), serverKind, { dryRun: true })),
  'import 100 new devices': () => {
    const csv = lines('id,ip,tags', () => `${given.mac()},10.0.0.1,a`);
    return measure(() => importCsv(csv, deviceKind));
  },
  'import 100 new pools': () => {
    const csv = lines('id,name,resources', () => `${given.poolId()},a,10.0.0.0/24`);
    return measure(() => importCsv(csv, poolKind));
  },
};

const documented = documentedCosts('Import');

test('every documented call is measured here, and no other', () => {
  expect(Object.keys(measured).sort()).toEqual(Object.keys(documented).sort());
});

test.each(Object.entries(measured))('%s', async (call, run) => {
  expect(comparable(await run())).toEqual(comparable(documented[call] as Cost));
});
