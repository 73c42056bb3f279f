import { serve } from '#lib/http/serve';
import { listDeviceExecs } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(listDeviceExecs, ({ params, query }) => ztp.listExecs(params.id, query));
