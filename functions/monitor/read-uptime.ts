import { serve } from '#lib/http/serve';
import { readUptime } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(readUptime, ({ params, query }) => monitor.uptime(params.name, query.window));
