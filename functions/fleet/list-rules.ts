import { listRules } from '#lib/fleet/endpoints';
import * as rules from '#lib/fleet/service/rules';
import { serve } from '#lib/http/serve';

export const handler = serve(listRules, ({ query }) => rules.page(query));
