import pLimit from 'p-limit';
import * as z from 'zod';
import { chunk } from '#lib/core/chunk';
import { sleep } from '#lib/core/clock';
import { invokeAsync } from '#lib/core/invoke';
import { log } from '#lib/core/log';

/** What `enrollDevices` is invoked with: keys of devices. */
export const Work = z.object({ devices: z.array(z.string()) });
export type Work = z.output<typeof Work>;

/** Enrollments that one invocation works on side by side. */
const DEVICES_A_HAND = 25;
const HANDS_IN_FLIGHT = 8;

/**
 * Hands enrollments that are due to `enrollDevices` and does not wait for them. A dispatch that fails is logged and no
 * more, for they stay due in the outbox.
 */
export const dispatchEnrollments = async (devices: readonly string[], give = invokeAsync): Promise<void> => {
  await pLimit(HANDS_IN_FLIGHT).map(chunk([...new Set(devices)], DEVICES_A_HAND), async (some) => {
    try {
      await give('enrollDevices', { devices: some } satisfies Work);
    } catch (error) {
      log.error('Enrollments could not be handed on; the next schedule works on them', { error: error as Error });
    }
  });
};

const GATHERED_MS = 10;

/** The same work, but what many ask for within a moment is one call of it. */
export const gathering = <T>(give: (some: readonly T[]) => Promise<void>): ((some: readonly T[]) => Promise<void>) => {
  let waiting: T[] = [];
  let giving: Promise<void> | undefined;
  return (some) => {
    if (some.length === 0) return Promise.resolve();
    waiting.push(...some);
    giving ??= sleep(GATHERED_MS).then(() => {
      const gathered = waiting;
      waiting = [];
      giving = undefined;
      return give(gathered);
    });
    return giving;
  };
};
