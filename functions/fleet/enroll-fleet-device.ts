import { enrollFleetDevice } from '#lib/fleet/endpoints';
import * as fleet from '#lib/fleet/service';
import { dispatchEnrollments } from '#lib/fleet/service/dispatch';
import { serve } from '#lib/http/serve';

export const handler = serve(enrollFleetDevice, async ({ params }) => {
  const { device, enrollments } = await fleet.enroll(params.id);
  await dispatchEnrollments(enrollments);
  return device;
});
