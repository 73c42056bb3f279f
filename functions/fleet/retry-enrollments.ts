import { metered } from '#lib/core/metrics';
import { dispatch } from '#lib/fleet/dispatch';
import * as saga from '#lib/fleet/saga-service';

/** More than this are left to the next run. */
const ENROLLMENTS_A_RUN = 1000;

/** Has every enrollment worked on of which something is due: later attempts, and what a crash kept from being done. */
export const handler = metered(async (): Promise<{ due: number }> => {
  const due = await saga.due(ENROLLMENTS_A_RUN);
  await dispatch(due);
  return { due: due.length };
});
