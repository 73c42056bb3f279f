import pLimit from 'p-limit';
import * as z from 'zod';
import { chunk } from '#lib/core/chunk';
import { invokeAsync } from '#lib/core/invoke';
import { log } from '#lib/core/log';
import { DeliveryRef } from '#lib/outbox/model';

/** What `callManager` is invoked with. */
export const Work = z.object({ calls: z.array(DeliveryRef) });
export type Work = z.output<typeof Work>;

/** Calls that one invocation makes side by side. */
const CALLS_PER_INVOKE = 50;
const INVOKES_IN_FLIGHT = 8;

/**
 * Hands calls that are due to `callManager` and does not wait for them: so a manager that hangs holds up neither the
 * stream nor the schedule. A hand-over that fails is logged and no more, for the calls stay due in the ledger.
 */
export const dispatch = async (refs: readonly DeliveryRef[], give = invokeAsync): Promise<void> => {
  await pLimit(INVOKES_IN_FLIGHT).map(chunk(refs, CALLS_PER_INVOKE), async (some) => {
    const work: Work = { calls: some.map(({ owner, at, id }) => ({ owner, at, id })) };
    try {
      await give('callManager', work);
    } catch (error) {
      log.error('Exec calls could not be handed over; they are made by the next schedule', { error: error as Error });
    }
  });
};
