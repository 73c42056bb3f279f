import { serve } from '#lib/http/serve';
import { listChanges } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(listChanges, ({ params, query }) => monitor.listChanges(params.name, query));
