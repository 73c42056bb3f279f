import { listMachines } from '#lib/cloud/endpoints';
import * as machineList from '#lib/cloud/service/machine-list';
import { serve } from '#lib/http/serve';

export const handler = serve(listMachines, ({ query }) => machineList.list(query, query));
