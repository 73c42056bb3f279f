import {
  createComputeCluster,
  deleteComputeCluster,
  getComputeCluster,
  getComputeQuota,
  listComputeClusters,
} from '#lib/compute/endpoints';
import type { ComputeQuota as QuotaShown, ComputeCluster as Shown } from '#lib/compute/model';
import * as compute from '#lib/compute/service';
import { builder } from './builder.ts';
import { connectionOf } from './connection.ts';
import { TABLE_READ } from './cost.ts';
import { endpointResolver, lookup } from './endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from './paging.ts';

const ComputeCluster = builder.objectRef<Shown>('ComputeCluster').implement({
  description: 'A cluster of compute workers, which its creator alone sees',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID, in the order of creation' }),
    cpus: t.exposeInt('cpus', { description: 'CPUs of each worker' }),
    memory: t.exposeFloat('memory', { description: 'Memory of each worker in GiB' }),
    creator: t.exposeInt('creator', { description: 'The number of the user who made it' }),
  }),
});

const ComputeShare = builder.objectRef<QuotaShown['memory']>('ComputeShare').implement({
  description: 'How much is taken up, and the most that may be',
  fields: (t) => ({
    used: t.exposeFloat('used', { description: 'Taken up by your clusters' }),
    limit: t.exposeFloat('limit', { description: 'The most that you may have' }),
  }),
});

const ComputeQuota = builder.objectRef<QuotaShown>('ComputeQuota').implement({
  description: 'What your compute clusters take up together, and the most that they may',
  fields: (t) => ({
    clusters: t.expose('clusters', { type: ComputeShare, description: 'The clusters themselves' }),
    cpus: t.expose('cpus', { type: ComputeShare, description: 'Their CPUs' }),
    memory: t.expose('memory', { type: ComputeShare, description: 'Their memory in GiB' }),
  }),
});

const ComputeClusterConnection = connectionOf('ComputeCluster', ComputeCluster);

builder.queryFields((t) => ({
  computeCluster: t.field({
    type: ComputeCluster,
    nullable: true,
    description: "One of your own compute clusters; null for somebody else's",
    args: { id: t.arg.id({ required: true, description: 'Its id' }) },
    extensions: TABLE_READ,
    resolve: lookup(
      getComputeCluster,
      ({ id }) => ({ params: { id } }),
      async ({ params }, { loaders }) => (await loaders.computeCluster.load(params.id)) ?? null,
    ),
  }),
  computeQuota: t.field({
    type: ComputeQuota,
    nullable: true,
    description: 'What your compute clusters take up together, and the most that they may',
    extensions: TABLE_READ,
    resolve: endpointResolver(
      getComputeQuota,
      () => ({}),
      ({ user }) => compute.quota(user),
    ),
  }),
  computeClusters: t.field({
    type: ComputeClusterConnection,
    nullable: true,
    description: 'Your own compute clusters, oldest first',
    args: pageArgs,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listComputeClusters,
      (args) => ({ query: asPageQuery(args) }),
      ({ user, query }) => compute.list(user, pagingOf(query)),
    ),
  }),
}));

builder.mutationFields((t) => ({
  createComputeCluster: t.field({
    nullable: true,
    type: ComputeCluster,
    description: 'Creates a compute cluster of your own',
    args: {
      cpus: t.arg.int({ required: true, description: 'CPUs of each worker: 1 to 16' }),
      memory: t.arg.float({ required: true, description: 'Memory of each worker in GiB: over 0, at most 128' }),
      creator: t.arg.int({ description: 'Your own number, or left out' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      createComputeCluster,
      (body) => ({ body }),
      ({ user, body }) => compute.create(user, body),
    ),
  }),
  deleteComputeCluster: t.id({
    nullable: true,
    description: 'Deletes one of your own compute clusters; gives its id',
    args: { id: t.arg.id({ required: true, description: 'Its id' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteComputeCluster,
      ({ id }) => ({ params: { id } }),
      async ({ user, params }) => {
        await compute.remove(user, params.id);
        return params.id;
      },
    ),
  }),
}));
