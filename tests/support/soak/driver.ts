import { sleep } from '#lib/core/clock';
import { type HttpAnswer, type HttpOptions, request } from '#support/request';

/** Asks the stack, and notes what it answered and whether that was to be expected. */
export type Ask = (
  what: string,
  method: string,
  path: string,
  options: HttpOptions & { expected: readonly number[] },
) => Promise<HttpAnswer>;

/** One worker of one area: it takes turns for as long as the soak lasts, and keeps in mind what was acknowledged. */
export interface Driver {
  turn(): Promise<void>;
  /** Compares what there is with what was acknowledged, when nobody calls any more. */
  check(): Promise<void>;
}

/** What a driver is given: how to ask, and how to say that something is not as it must be. */
export interface Means {
  ask: Ask;
  wrong: (what: string) => void;
}

export interface Outcome {
  /** How often each kind of call was answered with each status. */
  statuses: Map<string, Map<number, number>>;
  /** What was not as it must be. */
  wrong: string[];
  calls: number;
}

export const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];

/** One of these pieces of work, by their weights. */
export const one = (choices: readonly (readonly [weight: number, work: () => Promise<void>])[]): Promise<void> => {
  let left = Math.random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, work] of choices) {
    left -= weight;
    if (left < 0) return work();
  }
  return Promise.resolve();
};

/** More than that nobody reads. */
const MOST_TOLD = 50;

const noted = (outcome: Outcome): Means => {
  const wrong = (what: string): void => {
    if (outcome.wrong.length < MOST_TOLD && !outcome.wrong.includes(what)) outcome.wrong.push(what);
  };
  const ask: Ask = async (what, method, path, { expected, ...options }) => {
    const answer = await request(method, path, options);
    const seen = outcome.statuses.get(what) ?? new Map<number, number>();
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
    outcome.statuses.set(what, seen);
    outcome.calls += 1;
    if (!expected.includes(answer.status))
      wrong(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
  return { ask, wrong };
};

/**
 * Lets every driver take turns until the time is over, then lets each compare. `pauseMs` is how long a worker rests
 * between two turns at most.
 */
export const soak = async (
  makers: readonly ((means: Means) => Driver)[],
  { seconds, pauseMs = 20 }: { seconds: number; pauseMs?: number },
): Promise<Outcome> => {
  const outcome: Outcome = { statuses: new Map(), wrong: [], calls: 0 };
  const means = noted(outcome);
  const drivers = makers.map((make) => make(means));
  const until = Date.now() + seconds * 1000;
  const told = (work: Promise<void>) => work.catch((error: unknown) => means.wrong(String((error as Error).stack)));
  await Promise.all(
    drivers.map(async (driver) => {
      while (Date.now() < until) {
        await told(driver.turn());
        await sleep(Math.random() * pauseMs);
      }
    }),
  );
  for (const driver of drivers) await told(driver.check());
  return outcome;
};
