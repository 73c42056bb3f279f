import * as clock from '#lib/core/clock';
import { count } from '#lib/core/metrics';
import { tooManyTries } from '../errors.ts';
import { type LoginAttempts, type Subject, secondsLeft, subjectsOf, verdictOf } from '../login-attempts.ts';
import * as repository from '../repository/login-attempts.ts';

/**
 * How often a try looks whether others of the same name have been compared, and how long between two looks: some 7 s,
 * within the time that a login has. Looks are counted, since a clock may be set back while one waits.
 */
const LOOKS = 100;
const LOOK_AGAIN_MS = 50;

const tooMany = (seconds: number) => {
  count('LoginsRefused');
  return tooManyTries(seconds);
};

interface Counted {
  subject: Subject;
  counted: LoginAttempts;
}

/** Counts a try for one subject. @throws AppError 429 when there is no room. */
const beginOne = async (subject: Subject, now: () => Date): Promise<Counted> => {
  for (let look = 1; ; look += 1) {
    const begun = await repository.begin(subject, now());
    if ('counted' in begun) return { subject, counted: begun.counted };
    if (verdictOf(begun.full, subject.most) === 'over') throw tooMany(secondsLeft(begun.full, now()));
    // Right logins that come in a crowd are no wrong tries: they wait for their turn.
    if (look === LOOKS) throw tooMany(1);
    await clock.sleep(LOOK_AGAIN_MS * (1 + Math.random()));
  }
};

/**
 * Lets a login be tried only while its name and its address have tries left. Each try is counted before `compare` runs
 * and judged after it: a wrong one stays, a right one is taken back and clears the name. A right one never clears the
 * address, which else could be kept clear with an account of one's own.
 * @throws AppError 429 with `Retry-After`, whatever the password.
 */
export const throttled = async <T>(
  name: string,
  address: string,
  compare: () => Promise<T | undefined>,
  { now = clock.now } = {},
): Promise<T | undefined> => {
  const begun: Counted[] = [];
  const takeBack = () => Promise.all(begun.map(({ subject, counted }) => repository.giveBack(subject, counted)));
  let result: T | undefined;
  try {
    for (const subject of subjectsOf(name, address)) begun.push(await beginOne(subject, now));
    result = await compare();
  } catch (error) {
    await takeBack();
    throw error;
  }
  const settle = result === undefined ? repository.countWrong : undefined;
  await Promise.all(
    begun.map(({ subject, counted }) => {
      if (settle) return settle(subject, counted);
      return subject.of === 'name' || counted.wrong === 0
        ? repository.forget(subject, counted)
        : repository.giveBack(subject, counted);
    }),
  );
  return result;
};
