import * as devices from '#lib/fleet/devices-service';
import { getFleetDevice } from '#lib/fleet/endpoints';
import { serve } from '#lib/http/serve';

export const handler = serve(getFleetDevice, ({ params }) => devices.get(params.id));
