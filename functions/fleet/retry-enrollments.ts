import { metered } from '#lib/core/metrics';
import { dispatchEnrollments } from '#lib/fleet/service/dispatch';
import * as saga from '#lib/fleet/service/saga';

/** More than this are left to the next run. */
const ENROLLMENTS_A_RUN = 1000;

/** Has every enrollment worked on of which something is due: later attempts, and what a crash kept from being done. */
export const handler = metered(async (): Promise<{ due: number }> => {
  const due = await saga.due(ENROLLMENTS_A_RUN);
  await dispatchEnrollments(due);
  return { due: due.length };
});
