import { expect, test } from '@jest/globals';
import { sized } from '#support/sized';
import { soak } from '#support/soak/driver';
import { workers } from '#support/soak/workers';

test('a mixed load of all areas leaves nothing lost, nothing double, and every count right', async () => {
  const { wrong, calls } = await soak(workers(), { seconds: sized(8, 4) });
  expect(wrong).toEqual([]);
  expect(calls).toBeGreaterThan(100);
});
