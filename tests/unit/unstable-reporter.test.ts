import { expect, test } from '@jest/globals';
import { unstableIn } from '#support/unstable-reporter';

const run = (...testResults: { fullName: string; status: string; invocations?: number }[]) => ({
  testResults: [{ testResults }],
});

test('a test that passed only when it was tried again is named', () => {
  const results = run(
    { fullName: 'at once', status: 'passed', invocations: 1 },
    { fullName: 'at the second try', status: 'passed', invocations: 2 },
    { fullName: 'never', status: 'failed', invocations: 2 },
    { fullName: 'not at all', status: 'pending' },
  );
  expect(unstableIn(results)).toBe('Unstable: passed only when tried again. Find out why:\n  at the second try');
});

test('nothing is told of a run in which each test was tried once', () => {
  expect(unstableIn(run({ fullName: 'at once', status: 'passed', invocations: 1 }))).toBeUndefined();
});
