import { serve } from '#lib/http/serve';
import { getPoolUse } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(getPoolUse, async ({ params: { id }, query: { within } }) => {
  const usage = await pools.usage(id);
  if (within === undefined) return usage;
  return { ...usage, ...(await pools.usageByPrefix(id, within === 'all' ? undefined : within)) };
});
