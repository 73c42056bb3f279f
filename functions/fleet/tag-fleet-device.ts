import { tagFleetDevice } from '#lib/fleet/endpoints';
import * as devices from '#lib/fleet/service/devices';
import { serve } from '#lib/http/serve';

export const handler = serve(tagFleetDevice, ({ params, body }) => devices.tag(params.id, body.tags));
