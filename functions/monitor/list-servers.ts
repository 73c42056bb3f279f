import { serve } from '#lib/http/serve';
import { listServers } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(listServers, ({ query }) => monitor.list(query));
