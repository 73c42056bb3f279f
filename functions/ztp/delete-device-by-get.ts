import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { deleteDeviceByGet } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(deleteDeviceByGet, async ({ params }) => {
  await ztp.remove(params.id);
  return respond(204, undefined);
});
