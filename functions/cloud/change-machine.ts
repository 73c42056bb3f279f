import { changeMachine } from '#lib/cloud/endpoints';
import * as machines from '#lib/cloud/service/machines';
import { tagged } from '#lib/http/etag';
import { serve } from '#lib/http/serve';

export const handler = serve(changeMachine, async ({ params, body, headers }) =>
  tagged(200, await machines.change(params.id, body, { ifMatch: headers['if-match'] })),
);
