import { serve } from '#lib/http/serve';
import { listPings } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(listPings, ({ params, query }) => monitor.listPings(params.name, query));
