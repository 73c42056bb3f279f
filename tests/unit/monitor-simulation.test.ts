import { expect, test } from '@jest/globals';
import { simulate } from '../../bench/sweep-simulation.ts';

test.each([1000, 10_000, 100_000, 1_000_000])(
  'a sweep of %d servers on a fresh table loses no batch, and costs at most 0.15 write units for each server',
  (servers) => {
    const { failed, unitsPerServer, seconds } = simulate(servers);
    expect(failed).toBe(0);
    expect(unitsPerServer).toBeLessThanOrEqual(0.15);
    expect(seconds).toBeLessThan(60);
  },
);
