import { serve } from '#lib/http/serve';
import { getDevice } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(getDevice, ({ params }) => ztp.show(params.id));
