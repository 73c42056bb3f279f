import { resolveSecret } from '#lib/core/ssm-secrets';
import { getFleetDevice } from '#lib/fleet/endpoints';
import * as devices from '#lib/fleet/service/devices';
import { serve } from '#lib/http/serve';

export const handler = serve(getFleetDevice, ({ params }) => devices.get(params.id), { resolveSecret });
