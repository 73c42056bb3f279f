import { matchRules } from '#lib/fleet/endpoints';
import { match } from '#lib/fleet/service/match';
import { serve } from '#lib/http/serve';

export const handler = serve(matchRules, ({ body }) => match(body));
