import { readBootFile } from '#lib/fleet/endpoints';
import * as boot from '#lib/fleet/service/boot';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(readBootFile, async ({ params }) =>
  respond(200, await boot.read(params), { headers: { 'Cache-Control': 'no-store' } }),
);
