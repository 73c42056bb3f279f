import { serve } from '#lib/http/serve';
import { readMetrics } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(readMetrics, ({ query }) => monitor.metrics(query.shard));
