import { expect, test } from '@jest/globals';
import * as clusters from '#lib/cloud/service/clusters';
import * as machineList from '#lib/cloud/service/machine-list';
import * as machines from '#lib/cloud/service/machines';
import { aCluster, machinesOf, stoppedClock } from '#support/cloud';
import { given } from '#support/given';

interface Listing {
  items: { id: string }[];
  cursor: string | undefined;
}

/** The ids of every page of a list. */
const pagesOf = async (ask: (cursor: string | undefined) => Promise<Listing>): Promise<string[][]> => {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    pages.push(page.items.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return pages;
};

const machinePages = (filter: machineList.Filter, limit: number, clock = stoppedClock()): Promise<string[][]> =>
  pagesOf((cursor) => machineList.list(filter, { limit, cursor }, clock));

test('machines are listed oldest first, page by page, and the last page has no cursor', async () => {
  const cluster = await aCluster();
  const made = (await machinesOf(cluster, 6)).map(({ id }) => id);
  const { name: cluster_name } = cluster;
  expect(await machinePages({ cluster_name }, 1000)).toEqual([made]);
  expect(await machinePages({ cluster_name }, 3)).toEqual([made.slice(0, 3), made.slice(3)]);
  expect(await machinePages({ cluster_name }, 4)).toEqual([made.slice(0, 4), made.slice(4)]);
  expect((await machinePages({}, 4)).flat().filter((id) => made.includes(id))).toEqual(made);
});

test('filters by cluster, tag and state are combined, and fill their pages', async () => {
  const clock = stoppedClock();
  const [here, there] = [await aCluster(clock), await aCluster(clock)];
  const tag = given.name('tag');
  const tagged = (await machinesOf(here, 6, { tags: ['x', tag], now: clock.now })).map(({ id }) => id);
  await machinesOf(here, 2, clock);
  const elsewhere = (await machinesOf(there, 2, { tags: [tag], now: clock.now })).map(({ id }) => id);
  clock.settle();
  const stopped = tagged.filter((_, n) => n % 2 === 1);
  for (const id of stopped) await machines.operate(id, 'STOP', clock);
  const cluster_name = here.name;
  expect(await machinePages({ tag }, 100, clock)).toEqual([[...tagged, ...elsewhere]]);
  expect(await machinePages({ tag, cluster_name }, 100, clock)).toEqual([tagged]);
  expect(await machinePages({ tag, cluster_name, state: 'STOPPING' }, 2, clock)).toEqual([
    stopped.slice(0, 2),
    stopped.slice(2),
  ]);
  expect(await machinePages({ cluster_name, state: 'STOPPED' }, 2, clock)).toEqual([[]]);
  clock.settle();
  expect(await machinePages({ cluster_name, state: 'STOPPED' }, 3, clock)).toEqual([stopped]);
  const running = await machinePages({ cluster_name, state: 'RUNNING' }, 2, clock);
  expect(running.map((page) => page.length)).toEqual([2, 2, 1]);
});

test('a cluster that is not there has no machines', async () => {
  expect(await machinePages({ cluster_name: given.name() }, 10)).toEqual([[]]);
});

test('a page is cut where it would be larger than a function may answer', async () => {
  const cluster = await aCluster();
  const tags = Array.from({ length: 50 }, (_, n) => `${n}`.padEnd(128, 'x'));
  const made = (await machinesOf(cluster, 5, { tags })).map(({ id }) => id);
  const list = (cursor: string | undefined) =>
    machineList.list({ cluster_name: cluster.name }, { limit: 1000, cursor }, { pageBytes: 15_000 });
  expect(await pagesOf(list)).toEqual([made.slice(0, 2), made.slice(2, 4), made.slice(4)]);
});

test('a cursor of one list is refused by another', async () => {
  const cluster = await aCluster();
  await machinesOf(cluster, 2);
  const { cursor } = await machineList.list({ cluster_name: cluster.name }, { limit: 1 });
  expect(cursor).toBeDefined();
  await expect(machineList.list({}, { limit: 1, cursor })).rejects.toMatchObject({ kind: 'invalid' });
  await expect(clusters.list({ limit: 1, cursor })).rejects.toMatchObject({ kind: 'invalid' });
});

test('clusters are listed oldest first, page by page', async () => {
  const made = [await aCluster(), await aCluster(), await aCluster()].map(({ id }) => id);
  const pages = await pagesOf((cursor) => clusters.list({ limit: 2, cursor }));
  expect(pages.slice(0, -1).every((page) => page.length === 2)).toBe(true);
  expect(pages.flat().filter((id) => made.includes(id))).toEqual(made);
});
