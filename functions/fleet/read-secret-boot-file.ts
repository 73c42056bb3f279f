import { resolveSecret } from '#lib/core/ssm-secrets';
import { readSecretBootFile } from '#lib/fleet/endpoints';
import * as boot from '#lib/fleet/service/boot';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(readSecretBootFile, async ({ params }) =>
  respond(200, await boot.read(params, { resolveSecret }), { headers: { 'Cache-Control': 'no-store' } }),
);
