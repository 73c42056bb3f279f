import { expect, test } from '@jest/globals';
import { Operation, State } from '#lib/cloud/model';
import { allowedIn, begin, beginLife, DELETABLE, stateAt, TRANSITIONS } from '#lib/cloud/states';
import { later } from '#lib/core/clock';
import { STATES_FOR } from '../../web/src/machines/allowed.ts';

const NOON = new Date('2026-11-20T12:00:00.400Z');

test.each([
  ['PENDING', []],
  ['RUNNING', ['STOP', 'REBOOT', 'TERMINATE']],
  ['STOPPING', []],
  ['STOPPED', ['START', 'TERMINATE']],
  ['REBOOTING', []],
  ['TERMINATING', []],
  ['TERMINATED', []],
] as const)('%s allows %j', (state, allowed) => {
  expect(allowedIn(state)).toEqual(allowed);
});

test.each([
  ['START', 'PENDING', 'RUNNING'],
  ['STOP', 'STOPPING', 'STOPPED'],
  ['REBOOT', 'REBOOTING', 'RUNNING'],
  ['TERMINATE', 'TERMINATING', 'TERMINATED'],
] as const)('%s passes through %s and ends in %s', (operation, passing, settled) => {
  const phase = begin(operation, NOON);
  expect(stateAt(phase, NOON)).toBe(passing);
  expect(stateAt(phase, later(NOON, 1500))).toBe(passing);
  expect(stateAt(phase, later(NOON, 2500))).toBe(settled);
  expect(stateAt(phase, later(NOON, 1e9))).toBe(settled);
});

test('a phase ends at a whole second, one and a half to two and a half seconds from now', () => {
  expect(begin('STOP', new Date('2026-11-20T12:00:00.400Z')).settled_at).toBe('2026-11-20T12:00:02.000Z');
  expect(begin('STOP', new Date('2026-11-20T12:00:00.500Z')).settled_at).toBe('2026-11-20T12:00:02.000Z');
  expect(begin('STOP', new Date('2026-11-20T12:00:00.501Z')).settled_at).toBe('2026-11-20T12:00:03.000Z');
});

test('a new machine is PENDING and then RUNNING', () => {
  const phase = beginLife(NOON);
  expect([stateAt(phase, NOON), stateAt(phase, later(NOON, 3000))]).toEqual(['PENDING', 'RUNNING']);
});

test('the page enables what the courses allow', () => {
  expect(Object.entries(STATES_FOR)).toEqual(
    Operation.options.map((operation) => [operation, State.options.filter((s) => allowedIn(s).includes(operation))]),
  );
});

test('only a state at rest allows anything, so that one stored attribute and a time express it', () => {
  const atRest = new Set(Object.values(TRANSITIONS).map(({ finalState: settled }) => settled));
  for (const state of [...Object.values(TRANSITIONS).flatMap(({ from }) => from), ...DELETABLE])
    expect(atRest).toContain(state);
});
