import { expect, test } from '@jest/globals';
import { conflict, unavailable } from '#lib/core/errors';
import { replanned, type Steps, shownSteps, stateOf } from '#lib/fleet/enrollment';
import type { Plan, StepState } from '#lib/fleet/model';
import { afterFailure } from '#lib/fleet/service/advance';

const AT = '2026-11-20T12:00:00.000Z';
const plan: Plan = {
  address: { pool: 'rack-1' },
  monitor: { name: '{{name}}', tags: [] },
  exec: { when: 'enrolled' },
};
const step = (state: StepState) => ({ state, at: AT, attempts: 1, error: null });
const steps = (...states: StepState[]): Steps => ({
  address: step(states[0] ?? 'PENDING'),
  monitor: step(states[1] ?? 'PENDING'),
  exec: step(states[2] ?? 'PENDING'),
});

test.each([
  ['ENROLLING', steps('DONE', 'PENDING')],
  ['ENROLLED', steps('DONE', 'DONE', 'DONE')],
  ['FAILED', steps('DONE', 'FAILED')],
  ['ENROLLING', {}],
] as const)('a device is %s by its steps', (state, given) => {
  expect(stateOf({ plan, steps: given })).toBe(state);
  expect(stateOf({ plan, steps: given, retiring: { at: AT, keepAddress: false } })).toBe('RETIRING');
});

test('a plan without steps is done', () => {
  expect(stateOf({ plan: {}, steps: {} })).toBe('ENROLLED');
});

test('steps are shown in their order, those that a rule does not name are left out', () => {
  const shown = shownSteps({ plan, steps: { exec: step('DONE') }, begunAt: AT } as never);
  expect(shown.map(({ step, state }) => [step, state])).toEqual([
    ['address', 'PENDING'],
    ['monitor', 'PENDING'],
    ['exec', 'DONE'],
  ]);
});

test('matching again keeps what is done as it was done, and asks for the rest as the rule is now', () => {
  const wanted: Plan = { address: { pool: 'rack-2' }, machine: { cluster_name: 'web', name: 'x', tags: [] } };
  const next = replanned({ plan, steps: steps('DONE', 'FAILED', 'DONE') }, wanted, AT);
  expect(next.plan).toEqual({ address: { pool: 'rack-1' }, machine: wanted.machine });
  expect(next.steps).toEqual({
    address: step('DONE'),
    machine: { state: 'PENDING', at: AT, attempts: 0, error: null },
  });
});

const after = (error: unknown, attempts: number) =>
  afterFailure(error, { ...step('PENDING'), attempts }, new Date(AT), [60, 120]);

test('a step that may be done later is tried after each pause, and then given up with its reason', () => {
  const full = conflict('pool.exhausted', 'Pool rack-1 is full.');
  expect(after(full, 0)).toEqual({
    step: { state: 'PENDING', at: AT, attempts: 1, error: 'Pool rack-1 is full.' },
    dueAt: '2026-11-20T12:01:00.000Z',
  });
  expect(after(full, 1).dueAt).toBe('2026-11-20T12:02:00.000Z');
  expect(after(full, 2)).toMatchObject({ step: { state: 'FAILED', attempts: 3 }, dueAt: undefined });
  expect(after(unavailable('database.busy', 'x'), 0).step.state).toBe('PENDING');
});

test('a step that can never be done is given up at once', () => {
  expect(after(conflict('server.exists', 'Server web-1 already exists.'), 0)).toMatchObject({
    step: { state: 'FAILED', error: 'Server web-1 already exists.' },
  });
});

test('what is wrong on our side is not told to callers', () => {
  expect(after(new Error('at line 5'), 0).step.error).not.toContain('line 5');
});
