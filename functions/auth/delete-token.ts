import { deleteToken } from '#lib/auth/endpoints';
import * as tokens from '#lib/auth/service/tokens';
import { serve } from '#lib/http/serve';

export const handler = serve(deleteToken, ({ params, user }) => tokens.remove(user, params.name));
