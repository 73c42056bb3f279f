import { expect, test } from '@jest/globals';
import { current, VERSION } from '#lib/core/versions';
import { batchWrite } from '#lib/db/batch';
import { documentClient, tableName } from '#lib/db/client';
import { step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact } from '#lib/db/transact';
import * as ztp from '#lib/ztp/service';
import { given } from '#support/given';

const aKey = () => ({ pk: `THING#${given.name('thing')}`, sk: 'THING' });
const stored = async (Key: { pk: string; sk: string }) =>
  (await documentClient().send('GetItem', { TableName: tableName(), Key })).Item;

test('every item is written with the version of its shape, whichever way', async () => {
  const [one, two, three, four] = [aKey(), aKey(), aKey(), aKey()];
  await table.put({ ...one, type: 'thing' });
  await table.update(two, { set: { type: 'thing' } });
  await batchWrite([{ put: { ...three, type: 'thing' } }]);
  await transact([step.put({ ...four, type: 'thing' })]);
  for (const key of [one, two, three, four]) expect(await stored(key)).toEqual({ ...key, type: 'thing', v: VERSION });
});

test('a change of an item leaves the version that it was made with: its shape has not become another', async () => {
  const key = aKey();
  await documentClient().send('PutItem', { TableName: tableName(), Item: { ...key, type: 'thing', v: 0 } });
  await table.update(key, { set: { colour: 'red' } });
  await table.update(key, { set: { type: 'thing', size: 3 } });
  expect(await stored(key)).toEqual({ ...key, type: 'thing', colour: 'red', size: 3, v: 0 });
});

test('a reader takes the version before, by the way that its type has; one of this version or a later one as it stands', () => {
  const upgrades = {
    thing: ({ color, ...rest }: Record<string, unknown>) => ({ ...rest, colour: color, v: 2 }),
  };
  const read = (item: Record<string, unknown>) => current(item, { version: 2, upgrades });
  expect(read({ type: 'thing', color: 'red', v: 1 })).toEqual({ type: 'thing', colour: 'red', v: 2 });
  expect(read({ type: 'other', color: 'red', v: 1 })).toEqual({ type: 'other', color: 'red', v: 1 });
  expect(read({ type: 'thing', colour: 'red', v: 2 })).toEqual({ type: 'thing', colour: 'red', v: 2 });
  expect(read({ type: 'thing', colour: 'red', shade: 1, v: 3 })).toEqual({
    type: 'thing',
    colour: 'red',
    shade: 1,
    v: 3,
  });
});

test('after a deployment is rolled back, what a later version added to an item survives the writes of this one', async () => {
  const id = given.mac();
  await ztp.register(id, { ip: '10.0.0.1' });
  const key = { pk: `DEVICE#${id}`, sk: 'DEVICE' };
  await table.update(key, { set: { rack: 'r7', v: 2 } });
  await ztp.register(id, { ip: '10.0.0.2' });
  await ztp.edit(id, { name: 'web' });
  expect(await stored(key)).toMatchObject({ ip: '10.0.0.2', name: 'web', rack: 'r7', v: 2 });
});
