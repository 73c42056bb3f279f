import { expect, test } from '@jest/globals';
import { type Sweep, UNSEEN } from '#lib/monitor/model';
import { type Measured, MetricsText } from '#lib/monitor/prometheus';

const metricsText = (servers: readonly Measured[], sweep: Sweep | undefined): string => {
  const text = new MetricsText();
  for (const server of servers) text.add(server);
  return text.end(sweep);
};

const NAME = String.raw`ra"ck\1`;

test('each server has its state, times and loss; what is not known is left out', () => {
  const text = metricsText(
    [
      {
        name: NAME,
        ip: '10.0.0.5',
        paused: false,
        state: { ...UNSEEN, status: 'UP', lastMs: 35.118, loss: 0.25, answers: 8, totalMs: 280 },
      },
      { name: 'b', ip: '::1', paused: true, state: UNSEEN },
    ],
    {
      started_at: '2026-11-20T15:44:00.250Z',
      finished_at: '2026-11-20T15:44:01.250Z',
      servers: 2,
      answered: 1,
      lost: 1,
      duration_ms: 1000,
      lag_ms: 250,
      by_hand: false,
    },
  );
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  const a = String.raw`{server="ra\"ck\\1",ip="10.0.0.5"}`;
  const b = '{server="b",ip="::1"}';
  expect(lines).toEqual([
    `muster_server_up${a} 1`,
    `muster_server_paused${a} 0`,
    `muster_server_paused${b} 1`,
    `muster_server_ping_last_seconds${a} 0.035118`,
    `muster_server_ping_average_seconds${a} 0.035`,
    `muster_server_ping_answers_total${a} 8`,
    `muster_server_ping_answers_total${b} 0`,
    `muster_server_ping_answer_seconds_total${a} 0.28`,
    `muster_server_ping_answer_seconds_total${b} 0`,
    `muster_server_loss_ratio${a} 0.25`,
    'muster_sweep_lag_seconds 0.25',
    'muster_sweep_duration_seconds 1',
    'muster_sweep_servers 2',
    'muster_sweep_start_time_seconds 1795189440.25',
    '',
  ]);
});

test('every family says what it is, once, also before the first sweep', () => {
  const names = [...metricsText([], undefined).matchAll(/^# TYPE (\S+) (gauge|counter)$/gm)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBe(8);
});
