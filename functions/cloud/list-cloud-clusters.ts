import { listCloudClusters } from '#lib/cloud/endpoints';
import * as clusters from '#lib/cloud/service/clusters';
import { serve } from '#lib/http/serve';

export const handler = serve(listCloudClusters, ({ query }) => clusters.list(query));
