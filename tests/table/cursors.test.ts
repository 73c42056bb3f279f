import { expect, test } from '@jest/globals';
import { sealCursor } from '#lib/db/cursor';
import { devices, type KeyQuery, pools, servers } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { listHeads } from '#lib/pools/service/queries';

const POSITIONS = ['', '\ud800', 'x'.repeat(1025), 'x'.repeat(2048), '~', '\u{10ffff}'];

test.each(POSITIONS)('a forged place among pools is a place, or a bad cursor: %j', async (position) => {
  const asked = listHeads(10, sealCursor('pools without resources', [position]));
  const outcome = await asked.then(
    () => 'a page',
    (error) => error.code,
  );
  expect(['a page', 'cursor.invalid']).toContain(outcome);
});

test.each<[string, KeyQuery, object]>([
  ['with an empty key', servers, { pk: 'SERVERS', sk: '' }],
  ['of another partition', servers, { pk: 'POOLS', sk: 'a' }],
  ['with a key that is too long', pools, { pk: 'POOLS', sk: 'x'.repeat(1025) }],
  ['of the index without the keys of the table', devices, { ipk: 'DEVICES', isk: 'a' }],
])('a place that the database does not start from is a bad cursor: %s', async (_, question, after) => {
  await expect(table.query(question, { after: { ...after } })).rejects.toMatchObject({ code: 'cursor.invalid' });
});
