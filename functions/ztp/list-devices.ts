import { serve } from '#lib/http/serve';
import { listDevices } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(listDevices, ({ query }) => ztp.list(query));
