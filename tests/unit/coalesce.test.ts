import { expect, test } from '@jest/globals';
import { coalesce } from '#lib/core/coalesce';

/** A read whose answers are given by hand: the n-th question is answered with its number. */
const byHand = () => {
  const asked: { key: string; answer: () => void; fail: () => void }[] = [];
  const read = coalesce(
    (key: string) =>
      new Promise<number>((resolve, reject) => {
        const n = asked.length + 1;
        asked.push({ key, answer: () => resolve(n), fail: () => reject(new Error(`no ${n}`)) });
      }),
  );
  return { asked, read };
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('those who ask while a read runs share the next one, as the running one may have seen what was before', async () => {
  const { asked, read } = byHand();
  const first = read('a');
  const others = [read('a'), read('a'), read('a')];
  expect(asked).toHaveLength(1);
  asked[0]?.answer();
  expect(await first).toBe(1);
  await settled();
  expect(asked).toHaveLength(2);
  asked[1]?.answer();
  expect(await Promise.all(others)).toEqual([2, 2, 2]);
});

test('what comes after the last answer is a read of its own, and keys do not wait for each other', async () => {
  const { asked, read } = byHand();
  const [a, b] = [read('a'), read('b')];
  expect(asked.map(({ key }) => key)).toEqual(['a', 'b']);
  for (const { answer } of asked) answer();
  expect(await Promise.all([a, b])).toEqual([1, 2]);
  await settled();
  const again = read('a');
  asked[2]?.answer();
  expect(await again).toBe(3);
});

test('a read that fails fails for those who shared it, and not for the next', async () => {
  const { asked, read } = byHand();
  const first = read('a');
  const second = read('a');
  asked[0]?.fail();
  await expect(first).rejects.toThrow('no 1');
  await settled();
  asked[1]?.answer();
  expect(await second).toBe(2);
});
