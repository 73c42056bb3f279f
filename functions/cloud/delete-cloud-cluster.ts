import { deleteCloudCluster } from '#lib/cloud/endpoints';
import * as clusters from '#lib/cloud/service/clusters';
import { serve } from '#lib/http/serve';

export const handler = serve(deleteCloudCluster, async ({ params, headers }) => {
  await clusters.remove(params.id, { ifMatch: headers['if-match'] });
  return undefined;
});
