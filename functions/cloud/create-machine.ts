import { createMachine } from '#lib/cloud/endpoints';
import { NewMachine } from '#lib/cloud/model';
import * as bulk from '#lib/cloud/service/bulk';
import * as machines from '#lib/cloud/service/machines';
import { tagged } from '#lib/http/etag';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(createMachine, async ({ query: { action, dry_run, ...chosen }, body }) => {
  if (action) return respond(202, await bulk.operate(action, chosen, { dryRun: dry_run === 'true' }));
  // Without an action there is a body; the endpoint has checked it, but its type has no way to say so.
  const machine = await machines.create(NewMachine.parse(body));
  return tagged(201, machine, { Location: `/api/v1/machines/${machine.id}` });
});
