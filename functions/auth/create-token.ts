import { createToken } from '#lib/auth/endpoints';
import * as tokens from '#lib/auth/service/tokens';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(createToken, async ({ body, user }) =>
  respond(201, await tokens.create(user, body), { headers: { Location: `/tokens/${body.name}` } }),
);
