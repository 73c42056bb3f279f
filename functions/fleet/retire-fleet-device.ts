import { dispatch } from '#lib/fleet/dispatch';
import { retireFleetDevice } from '#lib/fleet/endpoints';
import * as fleet from '#lib/fleet/service';
import { serve } from '#lib/http/serve';

export const handler = serve(retireFleetDevice, async ({ params, query }) => {
  const { device, enrollments } = await fleet.retire(params.id, { keepAddress: query.keep_address === 'true' });
  await dispatch(enrollments);
  return device;
});
