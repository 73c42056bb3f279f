import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { kebabCase, readArguments, skeletonOf, writeEndpoint } from '#tools/new/endpoint';

const root = mkdtempSync(join(tmpdir(), 'muster-new-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const WANTED = readArguments(['pools', 'listOwners', 'GET', '/api/pools/{id}/owners']);

test('an operation is in the file of its kebab-case name', () => {
  expect(kebabCase('deleteDeviceByGet')).toBe('delete-device-by-get');
  expect(Object.keys(skeletonOf(WANTED))).toEqual([
    'lib/pools/endpoints.ts',
    'functions/pools/functions.yml',
    'functions/pools/list-owners.ts',
    'tests/functions/pools-list-owners.test.ts',
  ]);
});

test('a skeleton is added to what there is, and never written over it', async () => {
  for (const folder of ['lib/pools', 'functions/pools', 'tests/functions'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'lib/pools/endpoints.ts'), 'const area = 1;\n');
  writeFileSync(join(root, 'functions/pools/functions.yml'), 'listPools:\n  handler: x\n');
  await writeEndpoint(WANTED, root);
  expect(readFileSync(join(root, 'functions/pools/functions.yml'), 'utf8')).toBe(`listPools:
  handler: x
listOwners:
  handler: functions/pools/list-owners.handler
  permissions: { table: [GetItem] }
  events: [{ httpApi: "GET /api/pools/{id}/owners" }]
`);
  expect(readFileSync(join(root, 'lib/pools/endpoints.ts'), 'utf8')).toMatch(
    /^const area = 1;\n\nexport const listOwners/,
  );
  await expect(writeEndpoint(WANTED, root)).rejects.toThrow('functions/pools/list-owners.ts is there already.');
  await expect(writeEndpoint({ ...WANTED, area: 'nowhere' }, root)).rejects.toThrow('There is no lib/nowhere');
});

test.each([
  [[], 'npm run new -- endpoint <area> <name> <METHOD> <path>'],
  [['pools', 'List', 'GET', '/a'], 'List is not a name'],
  [['pools', 'list', 'get', '/a'], 'get is not a method.'],
  [['pools', 'list', 'GET', 'a'], 'a does not begin with a slash.'],
])('%j is refused in words', (given, why) => {
  expect(() => readArguments(given)).toThrow(why);
});
