import { listTokens } from '#lib/auth/endpoints';
import * as tokens from '#lib/auth/service/tokens';
import { serve } from '#lib/http/serve';

export const handler = serve(listTokens, ({ user, query }) => tokens.list(user, query));
