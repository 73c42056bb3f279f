import { listFleetDevices } from '#lib/fleet/endpoints';
import * as devices from '#lib/fleet/service/devices';
import { serve } from '#lib/http/serve';

export const handler = serve(listFleetDevices, ({ query }) => devices.list(query, query));
