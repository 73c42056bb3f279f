import { expect, test } from '@jest/globals';
import { handler as dispatch } from '#functions/events/dispatch-changes';
import { handler as searchAll } from '#functions/search/search-all';
import { keyOf, searchTerms } from '#lib/db/keys';
import * as table from '#lib/db/table';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import { rebuild, update } from '#lib/search/service';
import * as ztp from '#lib/ztp/service';
import { call } from '#support/call';
import { given } from '#support/given';
import { eventually } from '#support/request';
import { followStream } from '#support/stream';
import { allItems } from '#tools/local/scan';

const { handed } = await followStream('dispatchChanges', dispatch);

const find = async (q: string) => (await call(searchAll, 'GET /search', { query: { q } })).body.items;

/** What is found when there are as many: the terms of one thing are not all written in the same moment. */
const found = (q: string, count: number) =>
  eventually(
    () => find(q),
    (items) => items.length === count,
  );

test('a server is found by the beginning of its name, its address and its tags, until it is gone', async () => {
  const name = `Edge-${given.name()}`;
  const tag = given.name('tag');
  await monitor.add(name, '192.0.2.77', { tags: [tag] });
  const hit = { kind: 'server', id: name, text: `${name} (192.0.2.77)`, href: `/servers/${name}` };
  expect(await found('edge-', 1)).toEqual([hit]);
  expect(await found('192.0.2.7', 1)).toEqual([hit]);
  expect(await found(tag.slice(0, -2), 1)).toEqual([hit]);
  await monitor.update(name, { ip: '192.0.2.99' });
  await found('192.0.2.77', 0);
  await monitor.remove(name);
  await found('edge-', 0);
  // Each of its terms goes by itself.
  await found('192.0.2.9', 0);
});

test('a device is found by its MAC address in any spelling, an address by its owner while it is held', async () => {
  const [id, pool, owner] = [given.mac(), given.poolId(), given.name('owner')];
  await ztp.register(id, { ip: '10.1.2.3' });
  await pools.create(pool, { name: 'Rack', addresses: ['10.77.0.1'] });
  const held = await pools.allocateOwned(pool, undefined, { owner });
  await found(owner, 1);
  const device = { kind: 'device', id, text: id, href: `/ztp/devices/${encodeURIComponent(id)}` };
  expect(await found(id.toUpperCase(), 1)).toEqual([device]);
  expect(await found(id.replaceAll(':', '').slice(0, 9), 1)).toEqual([device]);
  expect(await find(owner)).toEqual([
    {
      kind: 'address',
      id: held.id,
      text: `10.77.0.1 (${owner}) of pool ${pool}`,
      href: `/api/pools/${pool}/resource/${held.id}`,
    },
  ]);
  expect(await found(pool, 1)).toMatchObject([{ kind: 'pool', id: pool }]);
  await pools.release(pool, held.id);
  await found(owner, 0);
});

test('what the stream hands on again leaves what is found as it is', async () => {
  const name = given.name('again');
  await monitor.add(name, '192.0.2.50');
  await found(name, 1);
  for (const event of handed) await dispatch(event);
  expect(await find(name)).toHaveLength(1);
  expect(await find('edge-')).toEqual([]);
});

test('a rebuild makes what was lost again, and removes what nothing has any more', async () => {
  const [kept, gone] = [given.name('kept'), given.name('gone')];
  await monitor.add(kept, '192.0.2.51');
  await found(kept, 1);
  const terms = await table.query(searchTerms(kept), {});
  for (const item of terms.items) await table.remove(keyOf(item));
  await update([{ after: { type: 'server', id: 'x', name: gone, ip: '192.0.2.52' } }]);
  expect([await find(kept), await find(gone)]).toEqual([[], [expect.objectContaining({ id: gone })]]);
  expect(await rebuild(allItems())).toMatchObject({ removed: 3 });
  expect([await find(kept), await find(gone)]).toEqual([[expect.objectContaining({ id: kept })], []]);
});

test('at most 20 are found', async () => {
  const prefix = given.name('many');
  for (let n = 0; n < 23; n += 1) await monitor.add(`${prefix}-${n}`, '192.0.2.50');
  await found(prefix, 20);
});

test.each([[''], [' '], ['x'.repeat(201)]])('%j is refused', async (q) => {
  expect((await call(searchAll, 'GET /search', { query: { q } })).status).toBe(400);
});

test.each(['\u{1f600}', '#', 'ﷺ'])(
  'names of the greatest length are found, and hold up nothing behind them: %s',
  async (character) => {
    const name = character.repeat(128);
    const [, after] = [await monitor.add(name, '192.0.2.1', { tags: [name] }), given.name('after')];
    await ztp.register(name, { ip: '192.0.2.1', name });
    await monitor.add(after, '192.0.2.2');
    await found(after, 1);
    const hits: { kind: string; id: string }[] = await found(name, 2);
    expect(hits.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual([`device ${name}`, `server ${name}`]);
    expect(await found(character.repeat(5), 2)).toHaveLength(2);
    await monitor.remove(name);
    await ztp.remove(name);
    await found(name, 0);
  },
);
