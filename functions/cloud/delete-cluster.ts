import * as clusters from '#lib/cloud/clusters-service';
import { deleteCloudCluster } from '#lib/cloud/endpoints';
import { serve } from '#lib/http/serve';

export const handler = serve(deleteCloudCluster, async ({ params, headers }) => {
  await clusters.remove(params.id, { ifMatch: headers['if-match'] });
  return undefined;
});
