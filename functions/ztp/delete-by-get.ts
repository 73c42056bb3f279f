import { answer } from '#lib/http/answer';
import { serve } from '#lib/http/serve';
import { deleteDeviceByGet } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(deleteDeviceByGet, async ({ params }) => {
  await ztp.remove(params.id);
  return answer(204, undefined);
});
