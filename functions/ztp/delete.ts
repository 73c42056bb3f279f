import { dispatch } from '#lib/fleet/dispatch';
import * as fleet from '#lib/fleet/service';
import { answer } from '#lib/http/answer';
import { serve } from '#lib/http/serve';
import { deleteDevice } from '#lib/ztp/endpoints';

export const handler = serve(deleteDevice, async ({ params }) => {
  const { enrollments } = await fleet.remove(params.id);
  await dispatch(enrollments);
  return answer(204, undefined);
});
