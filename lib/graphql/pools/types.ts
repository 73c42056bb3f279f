import { getPool, getPoolUse } from '#lib/pools/endpoints';
import type { Network as NetworkShown, PoolHead } from '#lib/pools/model';
import { type Resource as ResourceShown, Status, type Usage } from '#lib/pools/model';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';

const ResourceStatus = builder.enumType('ResourceStatus', {
  description: 'Whether somebody has the address',
  values: Status.options,
});

/** A resource, and the pool that it stands in. */
type InPool = ResourceShown & { pool: string };

export const Pool = builder.objectRef<PoolHead>('Pool');
export const Resource = builder.objectRef<InPool>('Resource');
export const PoolConnection = connectionOf('Pool', Pool);
export const ResourceConnection = connectionOf('Resource', Resource);

Resource.implement({
  description: 'An address that stands in a pool',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID, for ever the same for this address in this pool' }),
    ipAddress: t.exposeString('ip_address', { description: 'IPv4, or IPv6 in RFC 5952 form; the first of a block' }),
    prefixLength: t.int({
      nullable: true,
      description: 'Of a block, which is held and released as one',
      resolve: ({ prefix_length }) => prefix_length ?? null,
    }),
    allocation: t.string({
      nullable: true,
      description: 'Names the allocation, in the answer to a lease: a release with it ends that and no later one',
      resolve: ({ allocation }) => allocation ?? null,
    }),
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

export const PoolUse = builder.objectRef<Usage>('PoolUse').implement({
  description: 'How many addresses of a pool are in which state',
  fields: (t) => ({
    total: t.float({ description: 'All of them', resolve: ({ total }) => Number(total) }),
    allocated: t.float({ description: 'Those that somebody has', resolve: ({ allocated }) => Number(allocated) }),
    released: t.float({
      description: 'Those that nobody has; those that cool down among them',
      resolve: ({ released }) => Number(released),
    }),
    cooling: t.exposeInt('cooling', { description: 'Those that cool down' }),
  }),
});

export const PoolRecount = builder.objectRef<Usage & { drift: number }>('PoolRecount').implement({
  description: 'A pool that was recounted',
  fields: (t) => ({
    use: t.field({ type: PoolUse, description: 'What was counted', resolve: (use) => use }),
    drift: t.exposeInt('drift', { description: 'By how much the counts were wrong; 0 when they are proved right' }),
  }),
});

export const Network = builder.objectRef<NetworkShown>('Network').implement({
  description: 'The network that the addresses of a pool belong to',
  fields: (t) => ({
    prefixLength: t.int({
      nullable: true,
      description: 'Of the network that the addresses are in',
      resolve: ({ prefix_length }) => prefix_length ?? null,
    }),
    gateway: t.string({ nullable: true, description: 'Its gateway', resolve: ({ gateway }) => gateway ?? null }),
    dns: t.stringList({ description: 'Its name servers', resolve: ({ dns }) => dns ?? [] }),
    vlan: t.int({ nullable: true, description: 'IEEE 802.1Q', resolve: ({ vlan }) => vlan ?? null }),
  }),
});

export const NetworkInput = builder.inputType('NetworkInput', {
  description: 'The network that the addresses of a pool belong to',
  fields: (t) => ({
    prefixLength: t.int({ description: 'Of the network that the addresses are in' }),
    gateway: t.string({ description: 'Its gateway' }),
    dns: t.stringList({ description: 'Its name servers' }),
    vlan: t.int({ description: 'IEEE 802.1Q' }),
  }),
});

export const within = (pool: string, resource: ResourceShown): InPool => ({ ...resource, pool });

Pool.implement({
  description: 'A pool of IP addresses',
  fields: (t) => ({
    id: t.exposeID('id', { description: '1 to 64 of `A-Z a-z 0-9 . _ -`' }),
    name: t.exposeString('name', { description: 'For people' }),
    description: t.string({
      nullable: true,
      description: 'For people',
      resolve: ({ description }) => description ?? null,
    }),
    space: t.string({
      nullable: true,
      description: 'Pools of one space never have an address in common',
      resolve: ({ space }) => space ?? null,
    }),
    network: t.field({
      type: Network,
      nullable: true,
      description: 'The network that its addresses belong to',
      resolve: ({ network }) => network ?? null,
    }),
    coolDownSeconds: t.int({
      description: 'How long a released address is given to nobody but its last owner, in seconds',
      resolve: ({ cool_down_seconds }) => cool_down_seconds ?? 0,
    }),
    use: t.field({
      type: PoolUse,
      nullable: true,
      description: 'How many of its addresses are in which state, from counts that follow every change within moments',
      extensions: TABLE_READ,
      resolve: endpointResolver(
        getPoolUse,
        (_, { id }: PoolHead) => ({ params: { id } }),
        ({ params }, { loaders }) => loaders.poolUse.load({ pool: params.id }),
      ),
    }),
    resources: t.field({
      type: ResourceConnection,
      description: 'Its addresses in numeric order, IPv4 before IPv6',
      args: { ...pageArgs, from: t.arg.string({ description: 'Begin at this address' }) },
      extensions: TABLE_READ,
      resolve: endpointResolver(
        getPool,
        ({ from, ...args }, { id }: PoolHead) => ({
          params: { id },
          query: { ...asPageQuery(args), ...(from && { from }) },
        }),
        async ({ params, query }, { loaders }) => {
          const asked = { pool: params.id, from: query.from, ...pagingOf(query) };
          const { pool, cursor } = await loaders.resources.load(asked);
          return { items: pool.resources.map((one) => within(pool.id, one)), cursor };
        },
      ),
    }),
  }),
});

export const poolArg = builder.args((arg) => ({ pool: arg.id({ required: true, description: 'The id of the pool' }) }));
export const resourceArg = builder.args((arg) => ({
  id: arg.id({ required: true, description: 'The id of the resource' }),
}));
