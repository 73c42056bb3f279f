import { expect, test } from '@jest/globals';
import { type Ping, type ServerState, UNSEEN } from '#lib/monitor/model';
import { changeBetween, nextState } from '#lib/monitor/state';

const DOWN_AFTER = 2;
const minute = (n: number): string => new Date(Date.UTC(2026, 10, 20, 15, n)).toISOString();
const answer = (n: number): Ping => ({
  at: minute(n),
  average_ms: 2,
  min_ms: 1,
  max_ms: 3,
  sent: 4,
  received: 3,
});
const silence = (n: number): Ping => ({ ...answer(n), average_ms: null, min_ms: null, max_ms: null, received: 0 });

const after = (...pings: Ping[]): ServerState =>
  pings.reduce<ServerState>((state, ping) => nextState(state, ping, DOWN_AFTER), UNSEEN);

test('a server is UNKNOWN before its first record and UP at an answer', () => {
  expect(UNSEEN.status).toBe('UNKNOWN');
  expect(after(answer(1))).toEqual({
    status: 'UP',
    misses: 0,
    at: minute(1),
    lastMs: 2,
    loss: 0.25,
    answers: 3,
    totalMs: 6,
    since: minute(1),
    told: 'UNKNOWN',
  });
});

test('it is DOWN after two sweeps in a row without an answer, and UP at the first one with', () => {
  expect(after(answer(1), silence(2)).status).toBe('UP');
  expect(after(answer(1), silence(2), silence(3))).toMatchObject({ status: 'DOWN', misses: 2, lastMs: null, loss: 1 });
  expect(after(answer(1), silence(2), answer(3), silence(4)).status).toBe('UP');
  expect(after(silence(1), silence(2), answer(3)).status).toBe('UP');
});

test('one that never answered stays UNKNOWN until it is DOWN', () => {
  expect(after(silence(1)).status).toBe('UNKNOWN');
  expect(after(silence(1), silence(2)).status).toBe('DOWN');
});

test('a record that comes twice, or late, counts once', () => {
  const once = after(answer(1), silence(2));
  expect(nextState(once, silence(2), DOWN_AFTER)).toBe(once);
  expect(nextState(once, silence(1), DOWN_AFTER)).toBe(once);
});

test('a change has both states, and a record that changes nothing has none', () => {
  expect(changeBetween(undefined, after(answer(1)))).toEqual({ at: minute(1), from: 'UNKNOWN', to: 'UP' });
  expect(changeBetween(after(silence(1)), after(silence(1), silence(2)))).toEqual({
    at: minute(2),
    from: 'UNKNOWN',
    to: 'DOWN',
  });
  expect(changeBetween(after(answer(1)), after(answer(1), silence(2)))).toBeUndefined();
  expect(changeBetween(undefined, after(silence(1)))).toBeUndefined();
});
