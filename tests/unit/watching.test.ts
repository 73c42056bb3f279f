import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

/** What `resources/watching.cjs` makes of the deploying shell's settings. */
const reckoned = (env: Record<string, string>) => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['-p', "JSON.stringify(require('./resources/watching.cjs'))"],
    { cwd: new URL('../..', import.meta.url), encoding: 'utf8', env },
  );
  return { said: stdout && JSON.parse(stdout), error: /^Error: (.*)$/m.exec(stderr)?.[1] };
};

const said = { tracing: false, sweepRate: '1 minute', sweeps: { seconds: 60, periods: 5 }, silence: 'breaching' };

test('by default, and with empty settings, nothing is traced, and silence of five minutes is an alarm', () => {
  expect(reckoned({})).toEqual({ said, error: undefined });
  expect(reckoned({ TRACING: '', SWEEP_RATE: '', METRICS: '' })).toEqual({ said, error: undefined });
});

test.each([
  ['10 minutes', 600, 5],
  ['1 hour', 3600, 5],
  ['1 day', 86_400, 5],
  // CloudWatch looks back seven days at the most.
  ['3 days', 86_400, 7],
])('with SWEEP_RATE=%s it is %i s, %i times', (SWEEP_RATE, seconds, periods) => {
  expect(reckoned({ SWEEP_RATE }).said).toMatchObject({ sweepRate: SWEEP_RATE, sweeps: { seconds, periods } });
});

test('without metrics silence means nothing', () => {
  expect(reckoned({ METRICS: 'off' }).said).toEqual({ ...said, silence: 'notBreaching' });
});

test('TRACING is on or off', () => {
  expect(reckoned({ TRACING: 'on' }).said).toEqual({ ...said, tracing: true });
  expect(reckoned({ TRACING: 'yes' }).error).toBe('Bad settings: TRACING must be on or off.');
});

test.each(['5', 'often', '1 week'])('SWEEP_RATE=%s is refused with a sentence', (SWEEP_RATE) => {
  expect(reckoned({ SWEEP_RATE }).error).toBe('Bad settings: SWEEP_RATE must be like `1 minute` or `5 minutes`.');
});
