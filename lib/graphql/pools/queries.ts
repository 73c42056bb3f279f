import { findResources, getPool, getResource, listPools } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver, lookup } from '../endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';
import { Pool, PoolConnection, poolArg, Resource, ResourceConnection, resourceArg, within } from './types.ts';

builder.queryFields((t) => ({
  pool: t.field({
    type: Pool,
    nullable: true,
    description: 'A pool by its id',
    args: { id: t.arg.id({ required: true, description: 'Its id' }) },
    extensions: TABLE_READ,
    resolve: lookup(
      getPool,
      ({ id }) => ({ params: { id } }),
      async ({ params }, { loaders }) => (await loaders.pool.load(params.id)) ?? null,
    ),
  }),
  pools: t.field({
    type: PoolConnection,
    nullable: true,
    description: 'All pools, in the order of their ids',
    args: pageArgs,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listPools,
      (args) => ({ query: asPageQuery(args) }),
      ({ query }) => pools.listHeads(pagingOf(query)),
    ),
  }),
  resource: t.field({
    type: Resource,
    nullable: true,
    description: 'An address of a pool',
    args: { ...poolArg, ...resourceArg },
    extensions: TABLE_READ,
    resolve: lookup(
      getResource,
      ({ pool, id }) => ({ params: { id: pool, resourceId: id } }),
      async ({ params }) => within(params.id, await pools.getResource(params.id, params.resource_id, { view: 'full' })),
    ),
  }),
  resources: t.field({
    type: ResourceConnection,
    nullable: true,
    description: 'An address in every pool that has it, or all that an owner holds',
    args: {
      ip: t.arg.string({ description: 'The address' }),
      owner: t.arg.string({ description: 'Or the owner' }),
      ...pageArgs,
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      findResources,
      ({ ip, owner, ...args }) => ({ query: { ip, owner, ...asPageQuery(args) } }),
      ({ query: { ip, owner, ...query } }) => pools.findPlaces({ ip, owner, view: 'full', ...pagingOf(query) }),
    ),
  }),
}));
