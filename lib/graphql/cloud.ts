import * as bulk from '#lib/cloud/bulk-service';
import * as clusters from '#lib/cloud/clusters-service';
import { CONSTANTS } from '#lib/cloud/constants';
import {
  changeCloudCluster,
  changeMachine,
  createCloudCluster,
  createMachine,
  deleteCloudCluster,
  deleteMachine,
  getCloudCluster,
  getMachine,
  listCloudClusters,
  listMachines,
  listSiteConstants,
  operateMachine,
} from '#lib/cloud/endpoints';
import * as machineList from '#lib/cloud/machine-list-service';
import * as machines from '#lib/cloud/machines-service';
import {
  type BulkResult as BulkResultShown,
  type Cluster,
  type Machine as MachineShown,
  NewMachine,
  Operation,
  type Performed,
  RegionCode,
  type SiteConstant as SiteConstantShown,
  State,
} from '#lib/cloud/model';
import { builder } from './builder.ts';
import { connectionOf } from './connection.ts';
import { ASKS } from './cost.ts';
import { lookup, operation } from './operation.ts';
import { asPageQuery, pageArgs, pagingOf } from './paging.ts';

const Region = builder.enumType('RegionCode', {
  description: 'Where a cluster runs: A Mumbai, B Singapore, C Frankfurt, D Virginia',
  values: RegionCode.options,
});
const MachineState = builder.enumType('MachineState', {
  description: 'What a machine is doing at this moment',
  values: State.options,
});
const MachineOperation = builder.enumType('MachineOperation', {
  description: 'What can be done to a machine',
  values: Operation.options,
});
const ConstantName = builder.enumType('ConstantName', {
  description: 'The lists of codes',
  values: ['region', 'machine_state', 'machine_operation'] as const,
});

const CloudCluster = builder.objectRef<Cluster>('CloudCluster');
const Machine = builder.objectRef<MachineShown>('Machine');
const CloudClusterConnection = connectionOf('CloudCluster', CloudCluster);
const MachineConnection = connectionOf('Machine', Machine);

const SiteConstant = builder.objectRef<SiteConstantShown>('SiteConstant').implement({
  description: 'A code and what it stands for',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The code' }),
    value: t.exposeString('value', { description: 'The name to show' }),
    from: t.field({
      type: [MachineState],
      nullable: true,
      description: 'Of an operation: the states that allow it',
      resolve: ({ from }) => from,
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
      extensions: ASKS,
      resolve: operation(
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
  description: 'A machine that an operation was not begun on',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The machine' }),
    detail: t.exposeString('detail', { description: 'Why not, in a sentence' }),
  }),
});

const BulkResult = builder.objectRef<BulkResultShown>('BulkResult').implement({
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

builder.queryFields((t) => ({
  siteConstants: t.field({
    type: [SiteConstant],
    nullable: true,
    description: 'The codes of regions, machine states or machine operations, with the names to show',
    args: { constant: t.arg({ type: ConstantName, required: true, description: 'Which list' }) },
    resolve: operation(
      listSiteConstants,
      ({ constant }) => ({ query: { constant } }),
      ({ query }): SiteConstantShown[] => [...CONSTANTS[query.constant]],
    ),
  }),
  cloudCluster: t.field({
    type: CloudCluster,
    nullable: true,
    description: 'A cluster by its id',
    args: { id: t.arg.id({ required: true, description: 'Its id' }) },
    extensions: ASKS,
    resolve: lookup(
      getCloudCluster,
      ({ id }) => ({ params: { id } }),
      async ({ params }, { loaders }) => (await loaders.cloudCluster.load(params.id)) ?? null,
    ),
  }),
  cloudClusters: t.field({
    type: CloudClusterConnection,
    nullable: true,
    description: 'All clusters of machines, oldest first',
    args: pageArgs,
    extensions: ASKS,
    resolve: operation(
      listCloudClusters,
      (args) => ({ query: asPageQuery(args) }),
      ({ query }) => clusters.list(pagingOf(query)),
    ),
  }),
  machine: t.field({
    type: Machine,
    nullable: true,
    description: 'A machine by its id, in its state of this moment',
    args: { id: t.arg.id({ required: true, description: 'Its id' }) },
    extensions: ASKS,
    resolve: lookup(
      getMachine,
      ({ id }) => ({ params: { id } }),
      async ({ params }, { loaders }) => (await loaders.machine.load(params.id)) ?? null,
    ),
  }),
  machines: t.field({
    type: MachineConnection,
    nullable: true,
    description: 'Machines: all, or those of a cluster, with a tag, or in a state, oldest first',
    args: {
      clusterName: t.arg.string({ description: 'Only those of this cluster' }),
      tag: t.arg.string({ description: 'Only those with this tag' }),
      state: t.arg({ type: MachineState, description: 'Only those that are in this state at this moment' }),
      ...pageArgs,
    },
    extensions: ASKS,
    resolve: operation(
      listMachines,
      ({ first, after, ...filter }) => ({ query: { ...filter, ...asPageQuery({ first, after }) } }),
      ({ query }) => machineList.list(query, pagingOf(query)),
    ),
  }),
}));

const id = builder.args((arg) => ({ id: arg.id({ required: true, description: 'Its id' }) }));

builder.mutationFields((t) => ({
  createCloudCluster: t.field({
    nullable: true,
    type: CloudCluster,
    description: 'Creates a cluster in a region',
    args: {
      name: t.arg.string({ required: true, description: 'No two clusters have the same' }),
      regionCode: t.arg({ type: Region, required: true, description: 'Where it runs' }),
    },
    extensions: ASKS,
    resolve: operation(
      createCloudCluster,
      (body) => ({ body }),
      ({ body }) => clusters.create(body),
    ),
  }),
  changeCloudCluster: t.field({
    nullable: true,
    type: CloudCluster,
    description: 'Changes the name or the region of a cluster; its machines show it at once',
    args: {
      ...id,
      name: t.arg.string({ description: 'Its new name' }),
      regionCode: t.arg({ type: Region, description: 'Where it runs from now on' }),
    },
    extensions: ASKS,
    resolve: operation(
      changeCloudCluster,
      ({ id, ...body }) => ({ params: { id }, body }),
      ({ params, body }) => clusters.change(params.id, body),
    ),
  }),
  deleteCloudCluster: t.id({
    nullable: true,
    description: 'Deletes a cluster and its terminated machines; refused while it has others. Gives its id',
    args: id,
    extensions: ASKS,
    resolve: operation(
      deleteCloudCluster,
      ({ id }) => ({ params: { id } }),
      async ({ params }) => {
        await clusters.remove(params.id);
        return params.id;
      },
    ),
  }),
  createMachine: t.field({
    nullable: true,
    type: Machine,
    description: 'Creates a machine, which will be RUNNING in a moment',
    args: {
      clusterName: t.arg.string({ required: true, description: 'The cluster that it is in' }),
      name: t.arg.string({ description: 'Its name; a made-up one if left out' }),
      tags: t.arg.stringList({ description: 'A set of texts' }),
    },
    extensions: ASKS,
    resolve: operation(
      createMachine,
      (body) => ({ body }),
      ({ body }) => machines.create(NewMachine.parse(body)),
    ),
  }),
  changeMachine: t.field({
    nullable: true,
    type: Machine,
    description: 'Changes the name or the tags of a machine',
    args: {
      ...id,
      name: t.arg.string({ description: 'Its new name' }),
      tags: t.arg.stringList({ description: 'Its tags from now on' }),
    },
    extensions: ASKS,
    resolve: operation(
      changeMachine,
      ({ id, ...body }) => ({ params: { id }, body }),
      ({ params, body }) => machines.change(params.id, body),
    ),
  }),
  deleteMachine: t.id({
    nullable: true,
    description: 'Deletes a machine that is STOPPED or TERMINATED; gives its id',
    args: id,
    extensions: ASKS,
    resolve: operation(
      deleteMachine,
      ({ id }) => ({ params: { id } }),
      async ({ params }) => {
        await machines.remove(params.id);
        return params.id;
      },
    ),
  }),
  operateMachine: t.field({
    nullable: true,
    type: Machine,
    description: 'Starts, stops, reboots or terminates a machine; gives it in its passing state',
    args: { ...id, action: t.arg({ type: MachineOperation, required: true, description: 'What to do' }) },
    extensions: ASKS,
    resolve: operation(
      operateMachine,
      ({ id, action }) => ({ params: { id }, query: { action } }),
      ({ params, query }) => machines.operate(params.id, query.action),
    ),
  }),
  operateMachines: t.field({
    nullable: true,
    type: BulkResult,
    description: 'The same on all machines with a tag, of a cluster, or both',
    args: {
      action: t.arg({ type: MachineOperation, required: true, description: 'What to do' }),
      tag: t.arg.string({ description: 'Those with this tag' }),
      clusterName: t.arg.string({ description: 'Those of this cluster' }),
      dryRun: t.arg.boolean({ description: 'Change nothing, and tell what would be' }),
    },
    extensions: ASKS,
    resolve: operation(
      createMachine,
      (query) => ({ query }),
      ({ query: { action, dry_run, ...chosen } }) =>
        // The schema of the field asks for an action, which the endpoint can do without.
        bulk.operate(Operation.parse(action), chosen, { dryRun: dry_run === 'true' }),
    ),
  }),
}));
