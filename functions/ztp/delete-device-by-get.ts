import * as fleet from '#lib/fleet/service';
import { dispatchEnrollments } from '#lib/fleet/service/dispatch';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { deleteDeviceByGet } from '#lib/ztp/endpoints';

export const handler = serve(deleteDeviceByGet, async ({ params }) => {
  const { enrollments } = await fleet.remove(params.id);
  await dispatchEnrollments(enrollments);
  return respond(204, undefined);
});
