import { retireFleetDevice } from '#lib/fleet/endpoints';
import * as fleet from '#lib/fleet/service';
import { dispatchEnrollments } from '#lib/fleet/service/dispatch';
import { serve } from '#lib/http/serve';

export const handler = serve(retireFleetDevice, async ({ params, query }) => {
  const { device, enrollments } = await fleet.retire(params.id, { keepAddress: query.keep_address === 'true' });
  await dispatchEnrollments(enrollments);
  return device;
});
