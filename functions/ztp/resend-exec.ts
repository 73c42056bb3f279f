import { serve } from '#lib/http/serve';
import { dispatch } from '#lib/ztp/dispatch';
import { resendExec } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(resendExec, async ({ params }) => {
  const { exec, ref } = await ztp.resend(params.id);
  await dispatch([ref]);
  return exec;
});
