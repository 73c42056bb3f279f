import { metered } from '#lib/core/metrics';
import { execEnded } from '#lib/fleet/service/saga';
import { Work } from '#lib/ztp/dispatch';
import * as ztp from '#lib/ztp/service';

/** Calls the service manager for what it is handed. */
export const handler = metered(
  (work: unknown): Promise<void> => ztp.callManager(Work.parse(work).calls, { ended: execEnded }),
);
