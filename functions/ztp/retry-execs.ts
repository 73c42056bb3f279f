import { metered } from '#lib/core/metrics';
import { dispatch } from '#lib/ztp/dispatch';
import * as ztp from '#lib/ztp/service';

/** More than this are left to the next run. */
const CALLS_A_RUN = 5000;

/** Has every exec call made that is due: later attempts, and first ones that a crash kept from being made. */
export const handler = metered(async (): Promise<{ due: number }> => {
  const due = await ztp.dueExecs(CALLS_A_RUN);
  await dispatch(due);
  return { due: due.length };
});
