import { answer } from '#lib/http/answer';
import { serve } from '#lib/http/serve';
import { deleteDevice } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(deleteDevice, async ({ params }) => {
  await ztp.remove(params.id);
  return answer(204, undefined);
});
