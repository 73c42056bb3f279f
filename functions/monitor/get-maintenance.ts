import { serve } from '#lib/http/serve';
import { getMaintenance } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(getMaintenance, ({ params }) => monitor.getMaintenance(params.name));
