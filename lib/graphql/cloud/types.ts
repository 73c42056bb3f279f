import { listMachines } from '#lib/cloud/endpoints';
import {
  type BulkResult as BulkResultShown,
  type Cluster,
  type Machine as MachineShown,
  Operation,
  type Performed,
  RegionCode,
  type SiteConstant as SiteConstantShown,
  State,
} from '#lib/cloud/model';
import { TRANSITIONS } from '#lib/cloud/states';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';

export const Region = builder.enumType('RegionCode', {
  description: 'Where a cluster runs: A Mumbai, B Singapore, C Frankfurt, D Virginia',
  values: RegionCode.options,
});
export const MachineState = builder.enumType('MachineState', {
  description: 'What a machine is doing at this moment',
  values: State.options,
});
export const MachineOperation = builder.enumType('MachineOperation', {
  description: 'What can be done to a machine',
  values: Operation.options,
});
export const ConstantName = builder.enumType('ConstantName', {
  description: 'The lists of codes',
  values: ['region', 'machine_state', 'machine_operation'] as const,
});

export const CloudCluster = builder.objectRef<Cluster>('CloudCluster');
export const Machine = builder.objectRef<MachineShown>('Machine');
export const CloudClusterConnection = connectionOf('CloudCluster', CloudCluster);
export const MachineConnection = connectionOf('Machine', Machine);

export const SiteConstant = builder.objectRef<SiteConstantShown>('SiteConstant').implement({
  description: 'A code and what it stands for',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The code' }),
    value: t.exposeString('value', { description: 'The name to show' }),
    from: t.field({
      type: [MachineState],
      nullable: true,
      description: 'Of an operation: the states that allow it',
      resolve: ({ code }) => {
        const { data } = Operation.safeParse(code);
        return data ? [...TRANSITIONS[data].from] : null;
      },
    }),
  }),
});

const PerformedOperation = builder.objectRef<Performed>('PerformedOperation').implement({
  description: 'One thing that was done to a machine',
  fields: (t) => ({
    type: t.expose('type', { type: MachineOperation, description: 'What was done' }),
    performedOn: t.expose('performed_on', { type: 'DateTime', description: 'When it began' }),
  }),
});

CloudCluster.implement({
  description: 'A cluster of simulated machines',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID' }),
    name: t.exposeString('name', { description: 'No two clusters have the same' }),
    regionCode: t.expose('region_code', { type: Region, description: 'Where it runs' }),
    createdAt: t.expose('created_at', { type: 'DateTime', description: 'When it was made' }),
    machineCount: t.exposeInt('machines', { description: 'How many machines it has; TERMINATED ones do not count' }),
    machines: t.field({
      type: MachineConnection,
      description: 'Its machines, oldest first',
      args: pageArgs,
      extensions: TABLE_READ,
      resolve: endpointResolver(
        listMachines,
        (args, { name }: Cluster) => ({ query: { clusterName: name, ...asPageQuery(args) } }),
        ({ query }, { loaders }) => loaders.machines.load({ cluster: query.cluster_name ?? '', ...pagingOf(query) }),
      ),
    }),
  }),
});

Machine.implement({
  description: 'A machine of the simulated cloud',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID' }),
    name: t.exposeString('name', { description: 'No two machines of a cluster have the same' }),
    clusterId: t.exposeID('cluster_id', { description: 'The cluster that it is in' }),
    clusterName: t.exposeString('cluster_name', { description: 'The name of that cluster' }),
    cluster: t.field({
      type: CloudCluster,
      nullable: true,
      description: 'That cluster; null when it has just been deleted',
      resolve: async ({ cluster_id }, _, { loaders }) => (await loaders.cloudCluster.load(cluster_id)) ?? null,
    }),
    regionCode: t.expose('region_code', { type: Region, description: 'Where it runs' }),
    tags: t.exposeStringList('tags', { description: 'A set of texts' }),
    state: t.expose('state', { type: MachineState, description: 'What it is doing at this moment' }),
    ipv4: t.exposeString('ipv4', { description: 'From 100.64.0.0/10' }),
    ipv6: t.exposeString('ipv6', { description: 'From fd00::/8' }),
    operations: t.field({
      type: [PerformedOperation],
      description: 'What was run on it: the last 100, oldest first',
      resolve: ({ operations }) => operations,
    }),
    createdAt: t.expose('created_at', { type: 'DateTime', description: 'When it was made' }),
    updatedAt: t.expose('updated_at', { type: 'DateTime', description: 'When it changed last' }),
  }),
});

const Rejection = builder.objectRef<BulkResultShown['rejected'][number]>('Rejection').implement({
  description: 'A machine that refused the operation',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The machine' }),
    detail: t.exposeString('detail', { description: 'Why not, in a sentence' }),
  }),
});

export const BulkResult = builder.objectRef<BulkResultShown>('BulkResult').implement({
  description: 'What an operation on many machines came to',
  fields: (t) => ({
    accepted: t.field({
      type: ['ID'],
      description: 'The machines that began it',
      resolve: ({ accepted }) => accepted,
    }),
    rejected: t.field({ type: [Rejection], description: 'Those that did not', resolve: ({ rejected }) => rejected }),
  }),
});
