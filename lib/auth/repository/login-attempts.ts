import { above, all, atMost, below, either, is, isNew } from '#lib/db/conditions';
import { ConditionFailed } from '#lib/db/errors';
import { loginAttemptsKey } from '#lib/db/keys';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { type LoginAttempts, type Subject, WINDOW_MS } from '../login-attempts.ts';

const asTries = (item: Item): LoginAttempts => ({
  tries: Number(item.tries),
  wrong: Number(item.wrong),
  endsAtMs: Number(item.endsAtMs),
});

const keyOf = ({ of, whom }: Subject) => loginAttemptsKey(of, whom);

/** Begins a window with its first try, unless one is running. @throws ConditionFailed with the running one. */
const openWindow = async (subject: Subject, now: Date): Promise<LoginAttempts> => {
  const endsAtMs = now.getTime() + WINDOW_MS;
  const first: LoginAttempts = { tries: 1, wrong: 0, endsAtMs };
  const item = { ...keyOf(subject), type: 'tries', ...first, expiresAtSeconds: Math.ceil(endsAtMs / 1000) };
  await table.put(item, either(isNew, atMost('endsAtMs', now.getTime())));
  return first;
};

const addTry = async (subject: Subject, now: Date): Promise<LoginAttempts> =>
  asTries(
    await table.update(
      keyOf(subject),
      { add: { tries: 1 } },
      all(above('endsAtMs', now.getTime()), below('tries', subject.most)),
    ),
  );

const orRefused = async <T>(write: Promise<T>): Promise<T | ConditionFailed> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionFailed) return error;
    throw error;
  }
};

/**
 * Counts a try before it is compared, so that guesses that race each other are all counted. Gives the count with this
 * one in it, or `full` with what is there when there is no room for another.
 */
export const begin = async (
  subject: Subject,
  now: Date,
): Promise<{ counted: LoginAttempts } | { full: LoginAttempts }> => {
  for (;;) {
    const opened = await orRefused(openWindow(subject, now));
    if (!(opened instanceof ConditionFailed)) return { counted: opened };
    const added = await orRefused(addTry(subject, now));
    if (!(added instanceof ConditionFailed)) return { counted: added };
    // The window may have been given back or have ended between the two; then the next round opens one.
    if (added.item && Number(added.item.endsAtMs) > now.getTime()) return { full: asTries(added.item) };
  }
};

/** A try was wrong. */
export const countWrong = async (subject: Subject, { endsAtMs }: LoginAttempts): Promise<void> => {
  await orRefused(table.update(keyOf(subject), { add: { wrong: 1 } }, is('endsAtMs', endsAtMs)));
};

/** A try is taken back, and others stay as they are. */
export const giveBack = async (subject: Subject, { endsAtMs }: LoginAttempts): Promise<void> => {
  await orRefused(table.update(keyOf(subject), { add: { tries: -1 } }, is('endsAtMs', endsAtMs)));
};

/** Forgets the window, wrong tries and all, unless another try is under way in it; then only this one is taken back. */
export const forget = async (subject: Subject, counted: LoginAttempts): Promise<void> => {
  const alone = all(is('endsAtMs', counted.endsAtMs), is('wrong', counted.wrong), is('tries', counted.wrong + 1));
  const removed = await orRefused(table.remove(keyOf(subject), alone));
  if (removed instanceof ConditionFailed) await giveBack(subject, counted);
};
