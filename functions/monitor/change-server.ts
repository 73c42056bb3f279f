import { serve } from '#lib/http/serve';
import { changeServer } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(changeServer, ({ params, body }) => monitor.update(params.name, body));
