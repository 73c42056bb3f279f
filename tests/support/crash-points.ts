import { expect, test } from '@jest/globals';
import { AppError } from '#lib/core/errors';
import { type Death, dyingAfter, losingAnAnswerAfter } from './crash.ts';

/** A piece of work that is cut off at each of its writes in turn. */
export interface CrashPoint<T, R> {
  does: string;
  /** Makes what one run of it needs, anew for each. */
  given: () => Promise<T>;
  work: (given: T) => Promise<R>;
  /** What comes after a death: a repeat, the next run of a schedule, a record that is handed on again. */
  next?: (given: T) => Promise<unknown>;
  /** What must hold before anything has come after it. */
  left?: (given: T) => Promise<void>;
  /** What must hold when all is over. `answer` is there when the work was answered, and then that has to be right. */
  holds: (given: T, answer: R | undefined) => Promise<void>;
  /** How many writes it has, at least: so that a test which has stopped cutting is seen. */
  writes: number;
}

/** Hides what is of its own type in each, so that many stand in one table. */
export type AnyCrashPoint = CrashPoint<never, never>;

export const crashPoint = <T, R>(one: CrashPoint<T, R>): AnyCrashPoint => one as unknown as AnyCrashPoint;

const MOST_WRITES = 60;

/** A refusal is a way for what comes next to find that there is nothing left to do. */
const orRefused = async (call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === 'unavailable') throw error;
  }
};

const die = async (one: AnyCrashPoint, writes: number, death: Death): Promise<boolean> => {
  const { given, work, next = work, left, holds } = one;
  const made = await given();
  const died = await dyingAfter(writes, () => work(made), death);
  if (!died) return false;
  try {
    await left?.(made);
    await orRefused(next(made));
    await holds(made, undefined);
  } catch (error) {
    throw new Error(`It died ${death} write ${writes + 1}`, { cause: error });
  }
  return true;
};

const loseAnAnswer = async ({ given, work, holds }: AnyCrashPoint, writes: number): Promise<boolean> => {
  const made = await given();
  try {
    const { wasLost, given: answer } = await losingAnAnswerAfter(writes, () => work(made));
    await holds(made, answer as never);
    return wasLost;
  } catch (error) {
    throw new Error(`The answer to write ${writes + 1} was lost`, { cause: error });
  }
};

const atEachWrite = async (happens: (writes: number) => Promise<boolean>): Promise<number> => {
  for (let writes = 0; writes < MOST_WRITES; writes += 1) if (!(await happens(writes))) return writes;
  throw new Error('The work has more writes than this test looks at');
};

/** Cuts each piece of work off at each of its writes, in three ways. */
export const crashAtEach = (cuts: readonly AnyCrashPoint[]): void => {
  const table = cuts.map((one) => [one.does, one] as const);

  test.each(table)('%s: dies before any of its writes', async (_, one) => {
    expect(await atEachWrite((writes) => die(one, writes, 'before'))).toBeGreaterThanOrEqual(one.writes);
  });

  test.each(table)('%s: dies when any of its writes is done', async (_, one) => {
    expect(await atEachWrite((writes) => die(one, writes, 'after'))).toBeGreaterThanOrEqual(one.writes);
  });

  test.each(table)('%s: is answered right when a write is sent twice', async (_, one) => {
    expect(await atEachWrite((writes) => loseAnAnswer(one, writes))).toBeGreaterThanOrEqual(one.writes);
  });
};
