import { expect, test } from '@jest/globals';
import { sealCursor } from '#lib/db/cursor';
import { devices, type KeyQuery, pools, servers } from '#lib/db/keys';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { listHeads } from '#lib/pools/service/heads';
import { inTrouble } from '#support/inject-faults';

const POSITIONS = ['', '\ud800', 'x'.repeat(1025), 'x'.repeat(2048), '~', '\u{10ffff}'];

test.each(POSITIONS)('a forged place among pools is a place, or a bad cursor: %j', async (position) => {
  const asked = listHeads({ limit: 10, cursor: sealCursor('pools without resources', [position]) });
  const outcome = await asked.then(
    () => 'a page',
    (error) => error.code,
  );
  expect(['a page', 'cursor.invalid']).toContain(outcome);
});

const outcomeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'a page',
    (error) => error.code,
  );

test.each<[string, KeyQuery, Item]>([
  ['with an empty key', servers, { pk: 'SERVERS', sk: '' }],
  ['of another partition', servers, { pk: 'POOLS', sk: 'a' }],
  ['with a key that is too long', pools, { pk: 'POOLS', sk: 'x'.repeat(1025) }],
  ['of the index without the keys of the table', devices, { ipk: 'DEVICES', isk: 'a' }],
])('a place %s is one to start from, or a bad cursor: engines differ', async (_, question, after) => {
  expect(['a page', 'cursor.invalid']).toContain(await outcomeOf(table.query(question, { after })));
});

test('a place that the database does not start from is a bad cursor; without one it is a defect of ours', async () => {
  const picky = Object.assign(new Error('The provided starting key is invalid'), { name: 'ValidationException' });
  const refuse = () => Promise.reject(picky);
  const after = { pk: 'SERVERS', sk: 'a' };
  expect(await outcomeOf(inTrouble(refuse, () => table.query(servers, { after })))).toBe('cursor.invalid');
  await expect(inTrouble(refuse, () => table.query(servers))).rejects.toBe(picky);
});
