import { serve } from '#lib/http/serve';
import { getServer } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(getServer, ({ params }) => monitor.get(params.name));
