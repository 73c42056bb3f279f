import * as z from 'zod';
import { Address } from '#lib/core/address';
import { IdInPath } from '#lib/core/ids';
import { inPath } from '#lib/core/text';
import { endpoint } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { readEntries, readEntry } from './ip-ranges.ts';
import {
  AllocationName,
  CoolDownSeconds,
  Count,
  Network,
  Owner,
  Pool,
  PoolHead,
  PoolId,
  PrefixLength,
  Resource,
  ResourceId,
  SpaceName,
  TtlSeconds,
  Usage,
  View,
} from './model.ts';

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

/** The same, or a block or range; longer than both of its ends nothing is one. */
const removalParams = params.extend({
  resource_id: z
    .string()
    .toLowerCase()
    .overwrite((text) => text.slice(0, 100).toWellFormed())
    .meta({
      description: 'The id of an address in this pool, or a block or range of its addresses',
      example: '42c80e0e-8037-52e3-8385-df072b725595',
    }),
});

const MOST_ENTRIES = 4096;

/** Faults of the entries that are texts, also where others are not: every fault is named at once. */
const faultsOf = (entries: readonly unknown[]) => {
  const texts = [...entries.entries()].filter((pair): pair is [number, string] => typeof pair[1] === 'string');
  return readEntries(texts.map(([, text]) => text)).faults.map(({ path, message }) => ({
    path: [texts[Number(path)]?.[0] ?? 0],
    message,
  }));
};

/** Addresses, blocks and ranges of any size. */
const Entries = z
  .array(z.string().max(100))
  .max(MOST_ENTRIES)
  .superRefine(
    (entries, { issues }) => {
      for (const fault of faultsOf(entries)) issues.push({ code: 'custom', input: entries, ...fault });
    },
    { when: ({ value }) => Array.isArray(value) && value.length <= MOST_ENTRIES },
  )
  .meta({
    description: `IPv4 and IPv6 addresses, CIDR blocks (their usable hosts) and ranges, of any size; up to ${MOST_ENTRIES} entries`,
    example: ['10.0.0.1', '10.0.1.0/28', '10.0.2.10-10.0.2.20', '2001:db8::1'],
  });

/** One of them. */
const Entry = z
  .string()
  .max(100)
  .superRefine((entry, { issues }) => {
    const read = readEntry(entry);
    if (typeof read === 'string') issues.push({ code: 'custom', input: entry, message: read });
  })
  .meta({ description: 'An address, a CIDR block (its usable hosts) or a range, of any size', example: '10.0.0.5' });

const Editable = z.strictObject({
  name: Pool.shape.name,
  description: PoolHead.shape.description,
  network: Network.optional(),
  cool_down_seconds: CoolDownSeconds.optional(),
});

const NewPool = Editable.extend({ resources: Entries.default([]), space: SpaceName.optional() }).meta({
  id: 'NewPool',
});

const CreatedPool = NewPool.extend({ resources: z.array(z.string()), total: Count.optional() }).meta({
  id: 'CreatedPool',
  description:
    'Up to 4,096 addresses are listed; of more, `resources` are as they were sent, and `total` says how many',
});

export const createPool = endpoint('PUT /api/pools/{id}', {
  name: 'createPool',
  area,
  summary: 'Create a pool of addresses, of any size',
  description:
    'Blocks and ranges are answered as the addresses they stand for, up to 4,096. Pools of one `space` never have an address in common.',
  params: z.object({ id: inPath(PoolId) }),
  body: NewPool,
  answers: { 201: CreatedPool },
  creates: { at: '/api/pools/{id}', by: { id: '$request.path.id' } },
  answerHeaders: ['Location', 'ETag'],
  problems: [400, 409],
});

const notEmpty = (body: object): boolean => Object.values(body).some((value) => value !== undefined);

export const editPool = endpoint('PATCH /api/pools/{id}', {
  name: 'editPool',
  area,
  summary: 'Change the name, description, network or cool-down of a pool',
  description: 'What is left out stays. `null` takes a description or network away.',
  params,
  body: Editable.partial()
    .extend({
      description: PoolHead.shape.description.unwrap().nullable().optional(),
      network: Network.nullable().optional(),
    })
    .refine(notEmpty, 'must have at least one member')
    .meta({
      minProperties: 1,
      id: 'PoolEdit',
      example: { name: 'Rack 1', network: { prefix_length: 24, gateway: '10.0.0.254' } },
    }),
  headers: { 'If-Match': { description: 'An ETag: only if it is still what that stood for' } },
  answerHeaders: ['ETag'],
  answers: { 200: PoolHead },
  problems: [400, 404, 412],
});

export const getPool = endpoint('GET /api/pools/{id}', {
  name: 'getPool',
  area,
  summary: 'A pool with the status of each of its addresses',
  description: [
    'All its addresses in numeric order, IPv4 before IPv6; or, with `limit`, a page of them.',
    'Of a pool with more than 4,096 a page has up to 1,000. `from` begins at an address.',
    '`view=full` tells what else is known of the pool and its addresses.',
    'The ETag is that of what can be edited.',
  ].join(' '),
  params,
  query: PagedView.extend({ from: Address.optional().meta({ description: 'The address to begin at' }) }),
  answers: {
    200: Pool.extend({ ...PoolHead.omit({ id: true, name: true }).shape, next_cursor: z.string().optional() }),
  },
  answerHeaders: ['ETag'],
  problems: [400, 404],
});

const ListedPool = Pool.extend({ total: Count.optional(), next_cursor: z.string().optional() }).meta({
  id: 'ListedPool',
  description: 'Of a pool with more than 4,096 addresses the first 1,000, with `total` and what leads to the next page',
});

const UsedPool = PoolHead.extend({ use: Usage }).meta({ id: 'UsedPool' });

export const listPools = endpoint('GET /api/pools', {
  name: 'listPools',
  area,
  summary: 'All pools, with their addresses or with their use',
  description: [
    'In the order of their ids. A page has up to `limit` pools and up to 1,000 addresses, always whole pools, and at least',
    'one. With `fields=head`, pools come without their addresses and with their use.',
  ].join(' '),
  query: PagedView.extend({
    fields: z.enum(['head']).optional().meta({ description: 'Without addresses, and with the use of each' }),
  }),
  answers: { 200: listOf('items', z.union([ListedPool, UsedPool])) },
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

/** What names one address, several or a block cannot be asked for together. */
const EXCLUSIVE = [
  ['count', 'id', 'cannot be combined with `id`, which names one'],
  ['count', 'owner', 'cannot be combined with `owner`, who holds one of a pool'],
  ['prefix_length', 'id', 'cannot be combined with `id`, which names one'],
  ['prefix_length', 'count', 'cannot be combined with `count`'],
  ['prefix_length', 'ttl_seconds', 'cannot be combined with `ttl_seconds`: a block is held until it is released'],
] as const;

const Allocation = z
  .strictObject({
    id: ResourceId.optional(),
    count: z.int().min(1).max(100).optional().meta({ description: 'So many at once, all or none' }),
    prefix_length: PrefixLength.optional().meta({ description: 'A whole free, aligned block of that size' }),
    owner: Owner.optional(),
    ttl_seconds: TtlSeconds.optional(),
  })
  .superRefine((body, { issues }) => {
    for (const [one, other, message] of EXCLUSIVE)
      if (body[one] !== undefined && body[other] !== undefined)
        issues.push({ code: 'custom', input: body[one], path: [one], message });
  })
  .meta({
    id: 'Allocation',
    dependentSchemas: {
      count: { properties: { id: false, owner: false } },
      prefix_length: { properties: { id: false, count: false, ttl_seconds: false } },
    },
  });

export const allocateResource = endpoint('PUT /api/pools/{id}/allocate', {
  name: 'allocateResource',
  area,
  summary: 'Allocate an address: the one that is named, any free one, several, or a block',
  description: [
    'Without a body any free address is given.',
    'With `count`, that many are, all or none, and the answer is `{"items": [...]}`.',
    'With `owner`, the address that they hold already is given again.',
    'With `ttl_seconds` the allocation is a lease, and ends by itself; its `allocation` can be given to the release.',
    'With `prefix_length` a whole free, aligned block of that size is given, and released as one.',
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
  summary: 'Release an address or a block; a repeat is safe',
  description:
    'With `owner` or `allocation`, only if that holds it still: a release that comes late never frees the next holder.',
  params,
  body: z
    .strictObject({ id: ResourceId, owner: Owner.optional(), allocation: AllocationName.optional() })
    .meta({ id: 'Release', example: { id: '42c80e0e-8037-52e3-8385-df072b725595' } }),
  answers: { 200: Resource },
  problems: [400, 404, 409],
});

export const addResource = endpoint('POST /api/pools/{id}/resource/add', {
  name: 'addResource',
  area,
  summary: 'Add an address, a block or a range to a pool',
  description: 'Of a block or range, up to 4,096 addresses are listed; of more, it is answered as it was sent.',
  params,
  body: z.strictObject({ ip_address: Entry }),
  answers: { 200: z.union([Resource, z.object({ resources: z.array(z.string()), total: Count })]) },
  creates: { at: '/api/pools/{id}/resource', by: { id: '$request.path.id', resource_id: '$response.body#/id' } },
  problems: [400, 404, 409],
});

export const removeResource = endpoint('DELETE /api/pools/{id}/resource/remove/{resource_id}', {
  name: 'removeResource',
  area,
  summary: 'Remove an address, a block or a range from its pool, if none of it is allocated',
  description:
    'A range is written as `10.0.0.10-10.0.0.20`, a block (its usable hosts) as `10.0.0.0%2F28`, an address by its id.',
  params: removalParams,
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
  summary: 'An address in every pool that has it, or all that an owner holds',
  query: PagedView.extend({ ip: Address.optional(), owner: Owner.optional() }).refine(
    ({ ip, owner }) => (ip === undefined) !== (owner === undefined),
    { message: 'must be given, or else `owner`, and not both', path: ['ip'] },
  ),
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
