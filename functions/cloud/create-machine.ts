import * as bulk from '#lib/cloud/bulk-service';
import { createMachine } from '#lib/cloud/endpoints';
import * as machines from '#lib/cloud/machines-service';
import { NewMachine } from '#lib/cloud/model';
import { answer } from '#lib/http/answer';
import { tagged } from '#lib/http/etag';
import { serve } from '#lib/http/serve';

export const handler = serve(createMachine, async ({ query: { action, dry_run, ...chosen }, body }) => {
  if (action) return answer(202, await bulk.operate(action, chosen, { dryRun: dry_run === 'true' }));
  // Without an action there is a body; the endpoint has checked it, but its type has no way to say so.
  const machine = await machines.create(NewMachine.parse(body));
  return tagged(201, machine, { Location: `/api/v1/machines/${machine.id}` });
});
