import { serve } from '#lib/http/serve';
import { listMaintenance } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(listMaintenance, ({ query }) => monitor.listMaintenance(query));
