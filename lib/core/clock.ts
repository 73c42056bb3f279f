/**
 * The time, in the three shapes that Muster uses. Callers take `now` as an argument where a test wants its own clock.
 */
export const now = (): Date => new Date();

/** ISO 8601 in UTC with milliseconds, which sorts as text in the order of time: `2026-11-20T15:44:00.000Z`. */
export const iso = (at: Date = now()): string => at.toISOString();

/** Whole seconds since 1970, the shape that DynamoDB's TTL wants; rounded up, so that nothing expires early. */
export const seconds = (at: Date = now()): number => Math.ceil(at.getTime() / 1000);

/** `at`, later by `ms` milliseconds (earlier when negative). */
export const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

/** Resolves after `ms` milliseconds. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A random pause in ms before try number `attempt + 1`: full jitter, doubling from 20 ms up to 1 s (AWS, "Exponential backoff and jitter"). */
export const jitter = (attempt: number): number => Math.random() * Math.min(20 * 2 ** attempt, 1000);
