import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { excessOf, limitOf, minus, roomFor, type Share, shareOf } from '#lib/compute/quota';

const GIB = 2 ** 30;

test('a cluster takes up itself, its CPUs and its memory in bytes', () => {
  expect(shareOf({ cpus: 10, memory: 0.5 })).toEqual({ clusters: 1, cpus: 10, memoryBytes: GIB / 2 });
  expect(shareOf({ cpus: 1, memory: 5e-324 })).toEqual({ clusters: 1, cpus: 1, memoryBytes: 1 });
});

test('the limit is what the settings say', () => {
  const limits = { COMPUTE_CLUSTERS_PER_USER: 2, COMPUTE_CPUS_PER_USER: 20, COMPUTE_MEMORY_PER_USER: 1.5 };
  expect(limitOf(limits)).toEqual({ clusters: 2, cpus: 20, memoryBytes: 1.5 * GIB });
});

test('what is in the way is named, all of it', () => {
  const limit: Share = { clusters: 2, cpus: 20, memoryBytes: 20 * GIB };
  const wanted = shareOf({ cpus: 10, memory: 10 });
  expect(excessOf(wanted, { clusters: 1, cpus: 10, memoryBytes: 10 * GIB }, limit)).toEqual([]);
  expect(excessOf(wanted, { clusters: 2, cpus: 11, memoryBytes: 10.5 * GIB }, limit)).toEqual([
    'clusters (2 of 2)',
    'CPUs (11 of 20, 10 more wanted)',
    'memory (10.5 of 20 GiB, 10 more wanted)',
  ]);
});

test('room is the most that may be taken up before', () => {
  const limit: Share = { clusters: 2, cpus: 20, memoryBytes: 20 };
  expect(roomFor({ clusters: 1, cpus: 16, memoryBytes: 30 }, limit)).toEqual({
    clusters: 1,
    cpus: 4,
    memoryBytes: -10,
  });
});

test('taking and giving back any memory ends at zero', () => {
  const memory = fc.double({ min: 0, minExcluded: true, max: 128, noNaN: true });
  fc.assert(
    fc.property(fc.array(memory, { maxLength: 50 }), (clusters) => {
      const shares = clusters.map((each) => shareOf({ cpus: 1, memory: each }));
      const moves = [...shares, ...shares.map(minus).reverse()];
      expect(moves.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)).toBe(0);
    }),
  );
});
