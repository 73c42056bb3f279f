import { serve } from '#lib/http/serve';
import { listExecs } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(listExecs, ({ query }) => ztp.listExecsIn(query.status, query));
