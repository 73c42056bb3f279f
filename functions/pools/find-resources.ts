import { serve } from '#lib/http/serve';
import { findResources } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(findResources, ({ query }) => pools.findPlaces(query));
