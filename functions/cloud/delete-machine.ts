import { deleteMachine } from '#lib/cloud/endpoints';
import * as machines from '#lib/cloud/service/machines';
import { serve } from '#lib/http/serve';

export const handler = serve(deleteMachine, async ({ params, headers }) => {
  await machines.remove(params.id, { ifMatch: headers['if-match'] });
  return undefined;
});
