import {
  addResource,
  allocateResource,
  createPool,
  deletePool,
  editPool,
  recountPoolUse,
  releaseResource,
  removeResource,
} from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';
import { asSent } from '../names.ts';
import { NetworkInput, Pool, PoolRecount, poolArg, Resource, resourceArg, within } from './types.ts';

/** What can be said of a pool, and changed later. */
const attributes = builder.args((arg) => ({
  description: arg.string({ description: 'For people' }),
  network: arg.field({ type: NetworkInput, description: 'The network that its addresses belong to' }),
  coolDownSeconds: arg.int({
    description: 'How long a released address is given to nobody but its last owner, in seconds',
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
      resources: t.arg.stringList({ description: 'Addresses, CIDR blocks and ranges, of any size' }),
      space: t.arg.string({ description: 'Pools of one space never have an address in common' }),
      ...attributes,
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      createPool,
      ({ id, network, ...body }) => ({ params: { id }, body: { ...body, network: network && asSent(network) } }),
      async ({ params, body: { resources: addresses, cool_down_seconds: coolDownSeconds, ...rest } }) =>
        (await pools.create(params.id, { ...rest, addresses, coolDownSeconds })).head,
    ),
  }),
  editPool: t.field({
    nullable: true,
    type: Pool,
    description: 'Changes the name, description, network or cool-down of a pool; what is left out stays',
    args: {
      ...poolArg,
      name: t.arg.string({ description: 'For people' }),
      ...attributes,
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      editPool,
      ({ pool, network, ...body }) => ({
        params: { id: pool },
        body: { ...body, network: network && asSent(network) },
      }),
      ({ params, body: { cool_down_seconds: coolDownSeconds, ...edit } }) =>
        pools.edit(params.id, { ...edit, coolDownSeconds }),
    ),
  }),
  deletePool: t.id({
    nullable: true,
    description: 'Deletes a pool with all its addresses, if none of them is allocated; gives its id',
    args: poolArg,
    extensions: TABLE_READ,
    resolve: endpointResolver(
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
    extensions: TABLE_READ,
    resolve: endpointResolver(
      allocateResource,
      ({ pool, ...body }) => ({ params: { id: pool }, body }),
      async ({ params, body: { id, owner, ttl_seconds: ttlSeconds } }) =>
        within(params.id, await pools.allocateOne(params.id, { id, owner, ttlSeconds })),
    ),
  }),
  allocateBlock: t.field({
    nullable: true,
    type: Resource,
    description: 'Allocates a whole free, aligned block of a pool, which is released as one',
    args: {
      ...poolArg,
      prefixLength: t.arg.int({ required: true, description: 'The size of the block' }),
      owner: t.arg.string({ description: 'Who is to hold it' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      allocateResource,
      ({ pool, ...body }) => ({ params: { id: pool }, body }),
      async ({ params, body: { prefix_length = 0, owner } }) =>
        within(params.id, await pools.allocateBlock(params.id, prefix_length, { owner })),
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
    extensions: TABLE_READ,
    resolve: endpointResolver(
      allocateResource,
      ({ pool, ...body }) => ({ params: { id: pool }, body }),
      async ({ params, body: { count = 1, ttl_seconds: ttlSeconds } }) =>
        (await pools.allocateMany(params.id, count, ttlSeconds)).map((one) => within(params.id, one)),
    ),
  }),
  releaseResource: t.field({
    nullable: true,
    type: Resource,
    description: 'Releases an address or a block; a repeat is safe',
    args: {
      ...poolArg,
      ...resourceArg,
      owner: t.arg.string({ description: 'Only if they hold it still' }),
      allocation: t.arg.string({ description: 'Only if this allocation goes on' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      releaseResource,
      ({ pool, ...body }) => ({ params: { id: pool }, body }),
      async ({ params, body: { id, ...fence } }) => within(params.id, await pools.release(params.id, id, fence)),
    ),
  }),
  addResource: t.field({
    nullable: true,
    type: Resource,
    description: 'Adds an address to a pool',
    args: { ...poolArg, ipAddress: t.arg.string({ required: true, description: 'The address' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      addResource,
      ({ pool, ...body }) => ({ params: { id: pool }, body }),
      async ({ params, body }) => within(params.id, await pools.add(params.id, body.ip_address)),
    ),
  }),
  recountPoolUse: t.field({
    nullable: true,
    type: PoolRecount,
    description: 'Recounts a pool, and corrects its counts',
    args: poolArg,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      recountPoolUse,
      ({ pool }) => ({ params: { id: pool } }),
      ({ params }) => pools.recount(params.id),
    ),
  }),
  removeResource: t.id({
    nullable: true,
    description: 'Removes an address from its pool, if it is not allocated; gives the id of the resource',
    args: { ...poolArg, ...resourceArg },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      removeResource,
      ({ pool, id }) => ({ params: { id: pool, resourceId: id } }),
      async ({ params }) => {
        await pools.removeResource(params.id, params.resource_id);
        return params.resource_id;
      },
    ),
  }),
}));
