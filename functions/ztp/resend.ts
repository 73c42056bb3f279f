import { serve } from '#lib/http/serve';
import { resendExec } from '#lib/ztp/endpoints';
import { handOver } from '#lib/ztp/hand-over';
import * as ztp from '#lib/ztp/service';

export const handler = serve(resendExec, async ({ params }) => {
  const { exec, ref } = await ztp.resend(params.id);
  await handOver([ref]);
  return exec;
});
