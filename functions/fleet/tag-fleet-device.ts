import * as devices from '#lib/fleet/devices-service';
import { tagFleetDevice } from '#lib/fleet/endpoints';
import { serve } from '#lib/http/serve';

export const handler = serve(tagFleetDevice, ({ params, body }) => devices.tag(params.id, body.tags));
