import { expect, test } from '@jest/globals';
import { Operation, State } from '#lib/cloud/model';
import * as machines from '#lib/cloud/service/machines';
import { TRANSITIONS } from '#lib/cloud/states';
import { aCluster, machinesOf, type StoppedClock, stoppedClock } from '#support/cloud';

/** How a machine that is RUNNING gets into each state, and whether its last operation is still going on. */
const WAYS: Record<State, { operations: Operation[]; passing: boolean }> = {
  PENDING: { operations: ['STOP', 'START'], passing: true },
  RUNNING: { operations: [], passing: false },
  STOPPING: { operations: ['STOP'], passing: true },
  STOPPED: { operations: ['STOP'], passing: false },
  REBOOTING: { operations: ['REBOOT'], passing: true },
  TERMINATING: { operations: ['TERMINATE'], passing: true },
  TERMINATED: { operations: ['TERMINATE'], passing: false },
};

const PASSING: Record<Operation, State> = {
  START: 'PENDING',
  STOP: 'STOPPING',
  REBOOT: 'REBOOTING',
  TERMINATE: 'TERMINATING',
};

/** The table of allowed operations, as callers get it. */
const allowedIn = (state: State): string[] =>
  Operation.options.filter((operation) => TRANSITIONS[operation].from.includes(state));

const bringInto = async (state: State, clock: StoppedClock): Promise<string> => {
  const [machine] = await machinesOf(await aCluster(clock), 1, clock);
  const id = machine?.id ?? '';
  for (const operation of WAYS[state].operations) {
    clock.settle();
    await machines.operate(id, operation, clock);
  }
  if (!WAYS[state].passing) clock.settle();
  return id;
};

const fulfilled = (outcomes: PromiseSettledResult<unknown>[]): number =>
  outcomes.filter(({ status }) => status === 'fulfilled').length;

const pairs = State.options.flatMap((state) => Operation.options.map((operation) => [state, operation] as const));

test.each(pairs)('%s and %s: done or refused as the table of constants says', async (state, operation) => {
  const clock = stoppedClock();
  const id = await bringInto(state, clock);
  const before = await machines.get(id, clock);
  expect(before.state).toBe(state);
  const outcome = machines.operate(id, operation, clock);
  if (!allowedIn(state).includes(operation)) {
    await expect(outcome).rejects.toMatchObject({ kind: 'conflict', extra: { allowed: allowedIn(state) } });
    expect(await machines.get(id, clock)).toEqual(before);
    return;
  }
  const performed_on = clock.now().toISOString();
  const after = {
    ...before,
    state: PASSING[operation],
    operations: [...before.operations, { type: operation, performed_on }],
    updated_at: performed_on,
  };
  expect(await outcome).toEqual(after);
  expect(await machines.get(id, clock)).toEqual(after);
});

test('of racing callers exactly one stops the machine', async () => {
  const clock = stoppedClock();
  const id = await bringInto('RUNNING', clock);
  const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => machines.operate(id, 'STOP', clock)));
  expect(fulfilled(outcomes)).toBe(1);
  expect((await machines.get(id, clock)).operations).toHaveLength(1);
});

test('of racing callers exactly one terminates the machine', async () => {
  const clock = stoppedClock();
  const id = await bringInto('STOPPED', clock);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => machines.operate(id, 'TERMINATE', clock)));
  expect(fulfilled(outcomes)).toBe(1);
  expect((await machines.get(id, clock)).operations.map(({ type }) => type)).toEqual(['STOP', 'TERMINATE']);
});

test('the last 100 operations are told, oldest first', async () => {
  const clock = stoppedClock();
  const id = await bringInto('RUNNING', clock);
  const run: { type: Operation; performed_on: string }[] = [];
  for (let n = 0; n < 130; n += 1) {
    clock.settle();
    const type = n % 2 === 0 ? 'STOP' : 'START';
    run.push({ type, performed_on: clock.now().toISOString() });
    expect((await machines.operate(id, type, clock)).operations).toEqual(run.slice(-100));
  }
  expect((await machines.get(id, clock)).operations).toEqual(run.slice(-100));
});
