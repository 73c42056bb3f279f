import {
  addResource,
  allocateResource,
  createPool,
  deletePool,
  findResources,
  getPool,
  getPoolUse,
  getResource,
  listPools,
  recountPoolUse,
  releaseResource,
  removeResource,
} from '#lib/pools/endpoints';
import { type Resource as ResourceShown, Status, type Use } from '#lib/pools/model';
import * as pools from '#lib/pools/service';
import { builder } from './builder.ts';
import { connectionOf } from './connection.ts';
import { ASKS } from './cost.ts';
import { lookup, operation } from './operation.ts';
import { asPageQuery, pageArgs, pagingOf } from './paging.ts';

const ResourceStatus = builder.enumType('ResourceStatus', {
  description: 'Whether somebody has the address',
  values: Status.options,
});

/** A resource, and the pool that it stands in. */
type InPool = ResourceShown & { pool: string };

const Pool = builder.objectRef<pools.PoolHead>('Pool');
const Resource = builder.objectRef<InPool>('Resource');
const PoolConnection = connectionOf('Pool', Pool);
const ResourceConnection = connectionOf('Resource', Resource);

Resource.implement({
  description: 'An address that stands in a pool',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID, for ever the same for this address in this pool' }),
    ipAddress: t.exposeString('ip_address', { description: 'IPv4, or IPv6 in RFC 5952 form' }),
    status: t.expose('status', { type: ResourceStatus, description: 'Whether somebody has it' }),
    owner: t.string({
      nullable: true,
      description: 'Who holds it, where that was said',
      resolve: ({ owner }) => owner ?? null,
    }),
    leaseUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its allocation ends by itself, where it does',
      resolve: ({ lease_until }) => lease_until ?? null,
    }),
    coolingUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when it is given to nobody but its last owner, where it cools down',
      resolve: ({ cooling_until }) => cooling_until ?? null,
    }),
    pool: t.field({
      type: Pool,
      nullable: true,
      description: 'The pool that it stands in; null when that was just deleted',
      resolve: async ({ pool }, _, { loaders }) => (await loaders.pool.load(pool)) ?? null,
    }),
  }),
});

const PoolUse = builder.objectRef<Use>('PoolUse').implement({
  description: 'How many addresses of a pool are in which state',
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'All of them' }),
    allocated: t.exposeInt('allocated', { description: 'Those that somebody has' }),
    released: t.exposeInt('released', { description: 'Those that nobody has; those that cool down among them' }),
    cooling: t.exposeInt('cooling', { description: 'Those that cool down' }),
  }),
});

const PoolRecount = builder.objectRef<Use & { drift: number }>('PoolRecount').implement({
  description: 'A pool that was counted anew',
  fields: (t) => ({
    use: t.field({ type: PoolUse, description: 'What was counted', resolve: (use) => use }),
    drift: t.exposeInt('drift', { description: 'By how much the counts were wrong; 0 when they are proved right' }),
  }),
});

const within = (pool: string, resource: ResourceShown): InPool => ({ ...resource, pool });

Pool.implement({
  description: 'A pool of IP addresses',
  fields: (t) => ({
    id: t.exposeID('id', { description: '1 to 64 of `A-Z a-z 0-9 . _ -`' }),
    name: t.exposeString('name', { description: 'For people' }),
    use: t.field({
      type: PoolUse,
      nullable: true,
      description: 'How many of its addresses are in which state, from counts that follow every change within moments',
      extensions: ASKS,
      resolve: operation(
        getPoolUse,
        (_, { id }: pools.PoolHead) => ({ params: { id } }),
        ({ params }, { loaders }) => loaders.poolUse.load({ pool: params.id }),
      ),
    }),
    resources: t.field({
      type: ResourceConnection,
      description: 'Its addresses in numeric order, IPv4 before IPv6',
      args: pageArgs,
      extensions: ASKS,
      resolve: operation(
        getPool,
        (args, { id }: pools.PoolHead) => ({ params: { id }, query: asPageQuery(args) }),
        async ({ params, query }, { loaders }) => {
          const { pool, cursor } = await loaders.resources.load({ pool: params.id, ...pagingOf(query) });
          return { items: pool.resources.map((one) => within(pool.id, one)), cursor };
        },
      ),
    }),
  }),
});

const poolArg = builder.args((arg) => ({ pool: arg.id({ required: true, description: 'The id of the pool' }) }));
const resourceArg = builder.args((arg) => ({ id: arg.id({ required: true, description: 'The id of the resource' }) }));

builder.queryFields((t) => ({
  pool: t.field({
    type: Pool,
    nullable: true,
    description: 'A pool by its id',
    args: { id: t.arg.id({ required: true, description: 'Its id' }) },
    extensions: ASKS,
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
    extensions: ASKS,
    resolve: operation(
      listPools,
      (args) => ({ query: asPageQuery(args) }),
      ({ query }) => {
        const { limit, cursor } = pagingOf(query);
        return pools.listHeads(limit, cursor);
      },
    ),
  }),
  resource: t.field({
    type: Resource,
    nullable: true,
    description: 'An address of a pool',
    args: { ...poolArg, ...resourceArg },
    extensions: ASKS,
    resolve: lookup(
      getResource,
      ({ pool, id }) => ({ params: { id: pool, resourceId: id } }),
      async ({ params }) => within(params.id, await pools.getResource(params.id, params.resource_id, { view: 'full' })),
    ),
  }),
  resources: t.field({
    type: ResourceConnection,
    nullable: true,
    description: 'An address in every pool that has it',
    args: { ip: t.arg.string({ required: true, description: 'The address' }), ...pageArgs },
    extensions: ASKS,
    resolve: operation(
      findResources,
      ({ ip, ...args }) => ({ query: { ip, ...asPageQuery(args) } }),
      ({ query }) => pools.findAddress(query.ip, { view: 'full', ...pagingOf(query) }),
    ),
  }),
}));

builder.mutationFields((t) => ({
  createPool: t.field({
    nullable: true,
    type: Pool,
    description: 'Creates a pool of addresses',
    args: {
      id: t.arg.id({ required: true, description: '1 to 64 of `A-Z a-z 0-9 . _ -`' }),
      name: t.arg.string({ required: true, description: 'For people' }),
      resources: t.arg.stringList({ description: 'Addresses, CIDR blocks and ranges; up to 4,096 addresses' }),
      coolDownSeconds: t.arg.int({
        description: 'How long a released address is given to nobody but its last owner, in seconds',
      }),
    },
    extensions: ASKS,
    resolve: operation(
      createPool,
      ({ id, ...body }) => ({ params: { id }, body }),
      async ({ params, body: { name, resources, cool_down_seconds } }) => {
        await pools.create(params.id, { name, addresses: resources, coolDownSeconds: cool_down_seconds });
        return { id: params.id, name };
      },
    ),
  }),
  deletePool: t.id({
    nullable: true,
    description: 'Deletes a pool with all its addresses, if none of them is allocated; gives its id',
    args: poolArg,
    extensions: ASKS,
    resolve: operation(
      deletePool,
      ({ pool }) => ({ params: { id: pool } }),
      async ({ params }) => {
        await pools.remove(params.id);
        return params.id;
      },
    ),
  }),
  allocateResource: t.field({
    nullable: true,
    type: Resource,
    description: 'Allocates an address: the one that is named, the one that `owner` has already, or any free one',
    args: {
      ...poolArg,
      id: t.arg.id({ description: 'The id of the resource; any free one if left out' }),
      owner: t.arg.string({ description: 'Who is to hold it; holds at most one of a pool' }),
      ttlSeconds: t.arg.int({ description: 'Makes the allocation a lease of so many seconds' }),
    },
    extensions: ASKS,
    resolve: operation(
      allocateResource,
      ({ pool, ...body }) => ({ params: { id: pool }, body }),
      async ({ params, body: { id, owner, ttl_seconds: ttlSeconds } }) => {
        if (owner !== undefined)
          return within(params.id, await pools.allocateOwned(params.id, id, { owner, ttlSeconds }));
        return within(
          params.id,
          id === undefined
            ? await pools.allocateAny(params.id, { ttlSeconds })
            : await pools.allocate(params.id, id, { ttlSeconds }),
        );
      },
    ),
  }),
  allocateResources: t.field({
    nullable: true,
    type: [Resource],
    description: 'Allocates several addresses at once, all or none',
    args: {
      ...poolArg,
      count: t.arg.int({ required: true, description: 'How many: 1 to 100' }),
      ttlSeconds: t.arg.int({ description: 'Makes the allocations leases of so many seconds' }),
    },
    extensions: ASKS,
    resolve: operation(
      allocateResource,
      ({ pool, ...body }) => ({ params: { id: pool }, body }),
      async ({ params, body: { count = 1, ttl_seconds: ttlSeconds } }) =>
        (await pools.allocateMany(params.id, count, ttlSeconds)).map((one) => within(params.id, one)),
    ),
  }),
  releaseResource: t.field({
    nullable: true,
    type: Resource,
    description: 'Releases an address; a repeat is safe',
    args: { ...poolArg, ...resourceArg },
    extensions: ASKS,
    resolve: operation(
      releaseResource,
      ({ pool, id }) => ({ params: { id: pool }, body: { id } }),
      async ({ params, body }) => within(params.id, await pools.release(params.id, body.id)),
    ),
  }),
  addResource: t.field({
    nullable: true,
    type: Resource,
    description: 'Adds an address to a pool',
    args: { ...poolArg, ipAddress: t.arg.string({ required: true, description: 'The address' }) },
    extensions: ASKS,
    resolve: operation(
      addResource,
      ({ pool, ...body }) => ({ params: { id: pool }, body }),
      async ({ params, body }) => within(params.id, await pools.add(params.id, body.ip_address)),
    ),
  }),
  recountPoolUse: t.field({
    nullable: true,
    type: PoolRecount,
    description: 'Counts a pool anew, and puts its counts right',
    args: poolArg,
    extensions: ASKS,
    resolve: operation(
      recountPoolUse,
      ({ pool }) => ({ params: { id: pool } }),
      ({ params }) => pools.recount(params.id),
    ),
  }),
  removeResource: t.id({
    nullable: true,
    description: 'Removes an address from its pool, if it is not allocated; gives the id of the resource',
    args: { ...poolArg, ...resourceArg },
    extensions: ASKS,
    resolve: operation(
      removeResource,
      ({ pool, id }) => ({ params: { id: pool, resourceId: id } }),
      async ({ params }) => {
        await pools.removeResource(params.id, params.resource_id);
        return params.resource_id;
      },
    ),
  }),
}));
