import { getCloudCluster } from '#lib/cloud/endpoints';
import * as clusters from '#lib/cloud/service/clusters';
import { taggedUnlessKnown } from '#lib/http/etag';
import { serve } from '#lib/http/serve';

export const handler = serve(getCloudCluster, async ({ params, headers }) =>
  taggedUnlessKnown(headers, await clusters.get(params.id)),
);
