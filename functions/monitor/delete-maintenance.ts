import { serve } from '#lib/http/serve';
import { deleteMaintenance } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(deleteMaintenance, async ({ params }) => {
  await monitor.deleteMaintenance(params.name);
});
