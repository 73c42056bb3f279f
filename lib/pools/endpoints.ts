import * as z from 'zod';
import { Address } from '#lib/core/address';
import { IdInPath } from '#lib/core/ids';
import { inPath } from '#lib/core/text';
import { endpoint } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { expand, MAX_ADDRESSES } from './ip-ranges.ts';
import { CoolDownSeconds, Owner, Pool, PoolId, Resource, ResourceId, TtlSeconds, Usage, View } from './model.ts';

const area = 'pools';
const params = z.object({ id: PoolId });
const ViewQuery = z.object({ view: View.optional() });
const PagedView = PageQuery.extend(ViewQuery.shape);
/** A path that no id could have leads nowhere (404); the body's ids are bad values (400). */
const resourceParams = params.extend({
  resource_id: IdInPath.meta({
    description: 'The id of an address in this pool',
    example: '42c80e0e-8037-52e3-8385-df072b725595',
  }),
});
const ResourceBody = z.strictObject({ id: ResourceId });

/** Faults of the entries that are texts, also where others are not: every fault is named at once. */
const faultsOf = (entries: readonly unknown[]) => {
  const texts = [...entries.entries()].filter((pair): pair is [number, string] => typeof pair[1] === 'string');
  return expand(texts.map(([, text]) => text)).faults.map(({ path, message }) => ({
    path: path === '' ? [] : [texts[Number(path)]?.[0] ?? 0],
    message,
  }));
};

/** Addresses, blocks and ranges; what follows sees the addresses. */
const Entries = z
  .array(z.string().max(100))
  .max(MAX_ADDRESSES)
  .superRefine(
    (entries, { issues }) => {
      for (const fault of faultsOf(entries)) issues.push({ code: 'custom', input: entries, ...fault });
    },
    { when: ({ value }) => Array.isArray(value) && value.length <= MAX_ADDRESSES },
  )
  .overwrite((entries) => expand(entries).addresses)
  .meta({
    description: `IPv4 and IPv6 addresses, CIDR blocks (their usable hosts) and ranges; up to ${MAX_ADDRESSES} addresses`,
    example: ['10.0.0.1', '10.0.1.0/28', '10.0.2.10-10.0.2.20', '2001:db8::1'],
  });

const NewPool = z
  .strictObject({
    name: Pool.shape.name,
    resources: Entries.default([]),
    cool_down_seconds: CoolDownSeconds.optional(),
  })
  .meta({ id: 'NewPool' });

const CreatedPool = NewPool.extend({ resources: z.array(Address) }).meta({ id: 'CreatedPool' });

export const createPool = endpoint('PUT /api/pools/{id}', {
  name: 'createPool',
  area,
  summary: 'Create a pool of addresses',
  description: 'Blocks and ranges are answered as the addresses they stand for. Repeat the call when it got no answer.',
  params: z.object({ id: inPath(PoolId) }),
  body: NewPool,
  answers: { 201: CreatedPool },
  creates: { at: '/api/pools/{id}', by: { id: '$request.path.id' } },
  answerHeaders: ['Location'],
  problems: [400, 409],
});

export const getPool = endpoint('GET /api/pools/{id}', {
  name: 'getPool',
  area,
  summary: 'A pool with the status of each of its addresses',
  description: 'All its addresses in numeric order, IPv4 before IPv6; or, with `limit`, a page of them.',
  params,
  query: PagedView,
  answers: { 200: Pool.extend({ next_cursor: z.string().optional() }) },
  problems: [400, 404],
});

export const listPools = endpoint('GET /api/pools', {
  name: 'listPools',
  area,
  summary: 'All pools with their addresses',
  description:
    'In the order of their ids. A page has up to `limit` pools and up to 1,000 addresses, always whole pools, and at least one.',
  query: PagedView,
  answers: { 200: listOf('items', Pool) },
  problems: [400],
});

export const deletePool = endpoint('DELETE /api/pools/{id}', {
  name: 'deletePool',
  area,
  summary: 'Delete a pool with all its addresses, if none of them is allocated',
  params,
  answers: { 204: null },
  problems: [400, 404, 409],
});

const Allocation = z
  .strictObject({
    id: ResourceId.optional(),
    count: z.int().min(1).max(100).optional().meta({ description: 'So many at once, all or none' }),
    owner: Owner.optional(),
    ttl_seconds: TtlSeconds.optional(),
  })
  .superRefine(({ id, count, owner }, { issues }) => {
    if (count === undefined) return;
    const input = count;
    if (id !== undefined)
      issues.push({ code: 'custom', input, path: ['count'], message: 'goes without `id`, which names one' });
    if (owner !== undefined)
      issues.push({ code: 'custom', input, path: ['count'], message: 'goes without `owner`, who holds one of a pool' });
  })
  .meta({ id: 'Allocation', dependentSchemas: { count: { properties: { id: false, owner: false } } } });

export const allocateResource = endpoint('PUT /api/pools/{id}/allocate', {
  name: 'allocateResource',
  area,
  summary: 'Allocate an address: the one that is named, any free one, or several',
  description: [
    'Without a body any free address is given.',
    'With `count`, that many are, all or none, and the answer is `{"items": [...]}`.',
    'With `owner`, the address that they hold already is given again.',
    'With `ttl_seconds` the allocation is a lease, and ends by itself.',
  ].join(' '),
  params,
  body: Allocation,
  bodyOptional: true,
  examples: {
    body: {},
    200: { id: '42c80e0e-8037-52e3-8385-df072b725595', ip_address: '10.0.0.5', status: 'ALLOCATED' },
  },
  answers: { 200: z.union([z.object({ items: z.array(Resource) }), Resource]) },
  problems: [400, 404, 409],
});

export const releaseResource = endpoint('PUT /api/pools/{id}/release', {
  name: 'releaseResource',
  area,
  summary: 'Release an address; a repeat is safe',
  params,
  body: ResourceBody,
  answers: { 200: Resource },
  problems: [400, 404],
});

export const addResource = endpoint('POST /api/pools/{id}/resource/add', {
  name: 'addResource',
  area,
  summary: 'Add an address to a pool',
  params,
  body: z.strictObject({ ip_address: Address }),
  answers: { 200: Resource },
  creates: { at: '/api/pools/{id}/resource', by: { id: '$request.path.id', resource_id: '$response.body#/id' } },
  problems: [400, 404, 409],
});

export const removeResource = endpoint('DELETE /api/pools/{id}/resource/remove/{resource_id}', {
  name: 'removeResource',
  area,
  summary: 'Remove an address from its pool, if it is not allocated',
  params: resourceParams,
  answers: { 204: null },
  problems: [400, 404, 409],
});

export const getResource = endpoint('GET /api/pools/{id}/resource/{resource_id}', {
  name: 'getResource',
  area,
  summary: 'An address of a pool',
  params: resourceParams,
  query: ViewQuery,
  answers: { 200: Resource.extend({ pool_name: Pool.shape.name }).meta({ id: 'ResourceOfPool' }) },
  problems: [400, 404],
});

export const findResources = endpoint('GET /api/resources', {
  name: 'findResources',
  area,
  summary: 'An address in every pool that has it',
  query: PagedView.extend({ ip: Address }),
  answers: {
    200: listOf('items', Resource.extend({ pool: PoolId, pool_name: Pool.shape.name }).meta({ id: 'ResourceInPool' })),
  },
  problems: [400],
});

export const getPoolUse = endpoint('GET /api/pools/{id}/use', {
  name: 'getPoolUse',
  area,
  summary: 'How many addresses of a pool are in which state',
  description: 'From counts that follow every change within moments. Those that cool down are among the released.',
  params,
  answers: { 200: Usage },
  problems: [400, 404],
});

export const recountPoolUse = endpoint('POST /api/pools/{id}/use/recount', {
  name: 'recountPoolUse',
  area,
  summary: 'Count a pool anew, and put its counts right',
  description: '`drift` tells by how much they were wrong: 0 when they are proved right.',
  params,
  answers: { 200: Usage.extend({ drift: z.int() }).meta({ id: 'PoolRecount' }) },
  problems: [400, 404, 503],
});
