import { serve } from '#lib/http/serve';
import { checkDevice } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(checkDevice, ({ params }) => ztp.check(params.id));
