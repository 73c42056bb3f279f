import { CONSTANTS } from '#lib/cloud/constants';
import { listSiteConstants } from '#lib/cloud/endpoints';
import { serve } from '#lib/http/serve';

export const handler = serve(listSiteConstants, ({ query }) => ({ items: CONSTANTS[query.constant] }));
