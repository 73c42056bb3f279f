import { operateMachine } from '#lib/cloud/endpoints';
import * as machines from '#lib/cloud/service/machines';
import { tagged } from '#lib/http/etag';
import { serve } from '#lib/http/serve';

export const handler = serve(operateMachine, async ({ params, query }) =>
  tagged(202, await machines.operate(params.id, query.action)),
);
