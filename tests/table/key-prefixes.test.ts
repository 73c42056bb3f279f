import { beforeAll, expect, test } from '@jest/globals';
import type { KeyQuery } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { given } from '#support/given';

const partition = given.name('prefixes');
/** In the order of their bytes. */
const SORTS = [
  'UNIT-1',
  'Unit-1',
  'uni',
  'unit',
  'unit%2',
  'unit-1',
  'unit-12',
  'unit_2',
  'unitx2',
  'unit\u{10fffd}',
  'uniu',
];

beforeAll(async () => {
  for (const sk of SORTS) await table.put({ pk: partition, sk, type: 'x', ipk: partition, isk: sk });
});

const found = async (question: KeyQuery): Promise<string[]> =>
  (await table.query(question)).items.map(({ sk }) => String(sk));

test.each([false, true])(
  'what begins so is read letter for letter, capitals and wildcards too (index: %s)',
  async (index) => {
    for (const prefix of [
      '',
      'u',
      'U',
      'unit',
      'Unit',
      'UNIT-',
      'unit-1',
      'unit_',
      'unit%',
      'un%',
      'unit\u{10fffd}',
      'x',
    ])
      expect([prefix, await found({ index, partition, prefix })]).toEqual([
        prefix,
        SORTS.filter((sort) => sort.startsWith(prefix)),
      ]);
  },
);

test('pages and both directions of what begins so', async () => {
  const question = { partition, prefix: 'unit-' };
  const first = await table.query(question, { limit: 1 });
  expect(first.items.map(({ sk }) => sk)).toEqual(['unit-1']);
  const { items } = await table.query(question, { after: first.next });
  expect(items.map(({ sk }) => sk)).toEqual(['unit-12']);
  const backwards = await table.query(question, { backwards: true });
  expect(backwards.items.map(({ sk }) => sk)).toEqual(['unit-12', 'unit-1']);
});
