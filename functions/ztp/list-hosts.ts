import { serve } from '#lib/http/serve';
import { listHosts } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(listHosts, ({ query }) => ztp.listIds(query));
