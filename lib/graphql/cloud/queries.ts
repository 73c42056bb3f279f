import { CONSTANTS } from '#lib/cloud/constants';
import { getCloudCluster, getMachine, listCloudClusters, listMachines, listSiteConstants } from '#lib/cloud/endpoints';
import type { SiteConstant as SiteConstantShown } from '#lib/cloud/model';
import * as clusters from '#lib/cloud/service/clusters';
import * as machineList from '#lib/cloud/service/machine-list';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver, lookup } from '../endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';
import {
  CloudCluster,
  CloudClusterConnection,
  ConstantName,
  Machine,
  MachineConnection,
  MachineState,
  SiteConstant,
} from './types.ts';

builder.queryFields((t) => ({
  siteConstants: t.field({
    type: [SiteConstant],
    nullable: true,
    description: 'The codes of regions, machine states or machine operations, with the names to show',
    args: { constant: t.arg({ type: ConstantName, required: true, description: 'Which list' }) },
    resolve: endpointResolver(
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
    extensions: TABLE_READ,
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
    extensions: TABLE_READ,
    resolve: endpointResolver(
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
    extensions: TABLE_READ,
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
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listMachines,
      ({ first, after, ...filter }) => ({ query: { ...filter, ...asPageQuery({ first, after }) } }),
      ({ query }) => machineList.list(query, pagingOf(query)),
    ),
  }),
}));
