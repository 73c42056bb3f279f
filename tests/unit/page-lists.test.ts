import { expect, test } from '@jest/globals';
import { CHUNK, chunksIn, heightBetween, measured, UNMEASURED } from '../../web/src/components/window.ts';
import { learnTime, serverNow } from '../../web/src/core/clock.ts';
import { type Chain, entriesOf, isComplete, pagesWith, withPage } from '../../web/src/core/page-chain.ts';
import { rangeOf } from '../../web/src/core/use-selection.ts';
import { fullnessOf, shareOf, useOf } from '../../web/src/pools/fullness.ts';

const same = (text: string): string => text;

const three: Chain<string> = [
  { items: ['a', 'b'], next_cursor: 'b' },
  { items: ['c', 'd'], next_cursor: 'd' },
  { items: ['e'] },
].reduce<Chain<string>>((chain, page, at) => withPage(chain, at, page), []);

test('pages are chained by their cursors, up to the last', () => {
  expect(three.map(({ cursor }) => cursor)).toEqual([undefined, 'b', 'd']);
  expect(entriesOf(three, same)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect([isComplete([]), isComplete(three.slice(0, 2)), isComplete(three)]).toEqual([false, false, true]);
});

test('a page that ends elsewhere now makes the next one stale; one that is the last cuts the rest off', () => {
  const grown = withPage(three, 0, { items: ['a', 'aa'], next_cursor: 'aa' });
  expect(grown.map(({ cursor, stale }) => [cursor, stale])).toEqual([
    [undefined, false],
    ['aa', true],
    ['d', false],
  ]);
  const moved = withPage(three, 1, { items: ['b', 'c'], next_cursor: 'd' });
  expect(entriesOf(moved, same)).toEqual(['a', 'b', 'c', 'e']);
  expect(entriesOf(withPage(three, 0, { items: ['a'] }), same)).toEqual(['a']);
});

test('what is on the screen tells which pages are asked for again', () => {
  expect(pagesWith(three, 0, 1)).toEqual([0]);
  expect(pagesWith(three, 1, 4)).toEqual([0, 1, 2]);
  expect(pagesWith([], 0, 0)).toEqual([0]);
});

test('rows near the screen are drawn, and those elsewhere keep their room', () => {
  const many = 40 * CHUNK;
  const chunkPx = CHUNK * UNMEASURED.rowPx;
  expect(chunksIn(UNMEASURED, many, 0, 900)).toEqual([0, 1]);
  expect(chunksIn(UNMEASURED, many, 10 * chunkPx, 900)).toEqual([9, 11]);
  expect(chunksIn(UNMEASURED, many, 1e9, 900)).toEqual([39, 39]);
  expect(heightBetween(UNMEASURED, 0, 40, many)).toBe(40 * chunkPx);
  expect(heightBetween(UNMEASURED, 0, 1, 3)).toBe(3 * UNMEASURED.rowPx);
});

test('heights are learned from what is drawn', () => {
  const rows = Array.from({ length: CHUNK + 5 }, (_, i) => ({
    getBoundingClientRect: () => ({ top: i * 23, bottom: (i + 1) * 23 }) as DOMRect,
  }));
  const learned = measured(UNMEASURED, rows, 2);
  expect(learned.rowPx).toBe(23);
  expect([...learned.chunks]).toEqual([[2, CHUNK * 23]]);
});

test('a range is chosen in the order of the list', () => {
  const keys = ['a', 'b', 'c', 'd'];
  expect(rangeOf(keys, 'c', 'a')).toEqual(['a', 'b', 'c']);
  expect(rangeOf(keys, undefined, 'b')).toEqual(['b']);
  expect(rangeOf(keys, 'gone', 'b')).toEqual(['b']);
});

test("the server's clock counts where the browser's is wrong", () => {
  learnTime(new Headers({ date: new Date(Date.now() + 7_200_000).toUTCString() }));
  expect(Math.round((serverNow() - Date.now()) / 60_000)).toBe(120);
  learnTime(new Headers({ date: 'nonsense' }));
  expect(Math.round((serverNow() - Date.now()) / 60_000)).toBe(120);
  learnTime(new Headers({ date: new Date().toUTCString() }));
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(5000);
});

test('a pool is as full as it is, however large', () => {
  expect(shareOf({ total: '18446744073726328828', allocated: '9223372036863164414' })).toBeCloseTo(0.5);
  expect([0, 0.01, 0.8, 0.95].map(fullnessOf)).toEqual(['free', 'some', 'high', 'full']);
  const resource = { id: 'x', ip_address: '10.0.0.1' };
  expect(
    useOf([
      { ...resource, status: 'ALLOCATED' },
      { ...resource, status: 'RELEASED', cooling_until: '2030-01-01T00:00:00.000Z' },
    ]),
  ).toEqual({ total: 2, allocated: 1, released: 1, cooling: 1 });
});
