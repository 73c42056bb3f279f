import { beforeEach, expect, test } from '@jest/globals';
import { iso } from '#lib/core/clock';
import { compareBytes } from '#lib/core/text';
import * as repository from '#lib/monitor/repository/servers';
import { readStretches, saveStretches } from '#lib/monitor/repository/stretches';
import * as monitor from '#lib/monitor/service';
import { planSweep } from '#lib/monitor/service/plan';
import { cutAnew, type Stretch } from '#lib/monitor/stretches';
import { inTrouble } from '#support/inject-faults';

const SIZE = 10;
/** Among them names whose order is another in JavaScript than in the table, and one that a stretch begins with. */
const NAMES = [
  ...Array.from({ length: 90 }, (_, i) => `web-${String(i).padStart(3, '0')}`),
  ...Array.from({ length: 30 }, (_, i) => `\uff5e${i + 10}`),
  ...Array.from({ length: 30 }, (_, i) => `\u{1f600}${i + 10}`),
].sort(compareBytes);

const cutTo = async (stretches: readonly Stretch[]): Promise<void> => {
  const { cuts } = await readStretches();
  await saveStretches({ stretches: [...stretches], cuts });
};

const isList = (input: { ExpressionAttributeValues?: Record<string, unknown> }): boolean =>
  Object.values(input.ExpressionAttributeValues ?? {}).includes('SERVERS');

/** The servers that a part shows, and how many items of the list were read for it. */
const part = async (index: number, of: number) => {
  let read = 0;
  const text = await inTrouble(
    async ({ command, input, proceed }) => {
      const output = await proceed();
      if (command === 'Query' && isList(input)) read += output.Items.length;
      return output;
    },
    () => monitor.metrics({ index, of }),
  );
  return { read, names: [...text.matchAll(/^muster_server_paused\{server="([^"]+)"/gm)].map(([, name]) => name) };
};
const parts = (of: number) => Promise.all(Array.from({ length: of }, (_, i) => part(i + 1, of)));

beforeEach(async () => {
  await cutTo([]);
  const there = new Set((await monitor.listNames()).items);
  for (const name of there) if (!NAMES.includes(name)) await monitor.remove(name);
  for (const name of NAMES) if (!there.has(name)) await monitor.add(name, '127.0.0.1');
});

test('parts of a long list have every server once, and read little more than their share', async () => {
  await cutTo(cutAnew([], NAMES, SIZE));
  for (const count of [1, 2, 3, 7, 40]) {
    const found = await parts(count);
    expect(found.flatMap(({ names }) => names).sort()).toEqual([...NAMES].sort());
    const { length: stretches } = (await readStretches()).stretches;
    for (const { read } of found) expect(read).toBeLessThanOrEqual(Math.ceil(stretches / count) * (2 * SIZE + 1));
  }
});

test('parts of a short list have every server once', async () => {
  for (const count of [1, 3])
    expect((await parts(count)).flatMap(({ names }) => names).sort()).toEqual([...NAMES].sort());
});

test('a server that comes, goes or is cut off moves no other', async () => {
  await cutTo(cutAnew([], NAMES, SIZE));
  const before = await parts(3);
  await monitor.add('web-0455', '127.0.0.1');
  await monitor.remove('web-020');
  const after = await parts(3);
  for (const [i, { names }] of after.entries())
    expect(names.filter((name) => name !== 'web-0455')).toEqual(before[i]?.names.filter((name) => name !== 'web-020'));
  const { stretches } = await readStretches();
  await cutTo([...stretches, { begin: '\u{1f600}35', number: stretches.length }]);
  const moved = new Set(NAMES.slice(NAMES.indexOf('\u{1f600}35')));
  for (const [i, { names }] of (await parts(3)).entries())
    expect(names.filter((name) => !moved.has(String(name)))).toEqual(
      after[i]?.names.filter((name) => !moved.has(String(name))),
    );
});

test('of two who cut at the same time one does, and a write that comes twice is one', async () => {
  const [one, other] = [cutAnew([], NAMES, SIZE), cutAnew([], NAMES, 2 * SIZE)];
  const { cuts } = await readStretches();
  await saveStretches({ stretches: one, cuts });
  await saveStretches({ stretches: other, cuts });
  await saveStretches({ stretches: one, cuts });
  expect(await readStretches()).toEqual({ stretches: one, cuts: cuts + 1 });
});

/** Answers for a list of so many servers, whatever is there, and lets `meddle` see everything else. */
const withList = <T>(count: number, work: () => Promise<T>, refused = ''): Promise<T> =>
  inTrouble(async ({ command, input, proceed }) => {
    if (command === refused) throw Object.assign(new Error('no'), { name: 'ValidationException', $metadata: {} });
    if (command !== 'Query' || !isList(input)) return proceed();
    const Items = Array.from({ length: count }, (_, i) => {
      const name = `long-${String(i).padStart(6, '0')}`;
      return {
        pk: 'SERVERS',
        sk: name,
        type: 'server',
        v: 2,
        id: crypto.randomUUID(),
        name,
        ip: '127.0.0.1',
        group: `${i >> 5}`,
      };
    });
    return { Items, Count: count };
  }, work);

const planned = async (count: number, refused?: string): Promise<number> => {
  const batches = await withList(count, () => planSweep(iso()), refused);
  return batches.reduce((sum, { targets }) => sum + targets.length, 0);
};

test('a sweep cuts a list of more than 10,000, once, and one of fewer not at all', async () => {
  const { cuts } = await readStretches();
  expect(await planned(10_000)).toBe(10_000);
  expect(await readStretches()).toEqual({ stretches: [], cuts });
  expect(await planned(12_000)).toBe(12_000);
  expect(await planned(12_000)).toBe(12_000);
  const found = await readStretches();
  expect(found.cuts).toBe(cuts + 1);
  expect(found.stretches).toHaveLength(24);
  expect(found.stretches[1]).toEqual({ begin: 'long-0005', number: 1 });
});

test('a list that cannot be cut is swept all the same', async () => {
  const before = await readStretches();
  expect(await planned(12_000, 'PutItem')).toBe(12_000);
  expect(await planned(12_000, 'BatchGetItem')).toBe(12_000);
  expect(await readStretches()).toEqual(before);
  expect(await repository.find('long-000001')).toBeUndefined();
});
