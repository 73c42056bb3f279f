import { changeCloudCluster } from '#lib/cloud/endpoints';
import * as clusters from '#lib/cloud/service/clusters';
import { tagged } from '#lib/http/etag';
import { serve } from '#lib/http/serve';

export const handler = serve(changeCloudCluster, async ({ params, body, headers }) =>
  tagged(200, await clusters.change(params.id, body, { ifMatch: headers['if-match'] })),
);
