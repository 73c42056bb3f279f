import { metered } from '#lib/core/metrics';
import { gathering, Work } from '#lib/fleet/service/dispatch';
import { workOn } from '#lib/fleet/service/saga';
import { dispatch } from '#lib/ztp/dispatch';

/** Works on the enrollments that it is handed; their exec calls are made as they come due, a few at a time. */
export const handler = metered(
  (work: unknown): Promise<void> => workOn(Work.parse(work).devices, { dispatch: gathering(dispatch) }),
);
