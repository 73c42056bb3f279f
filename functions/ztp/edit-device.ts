import { serve } from '#lib/http/serve';
import { editDevice } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(editDevice, ({ params, body }) => ztp.edit(params.id, body));
