import * as z from 'zod';
import { Address } from '#lib/core/address';
import { inPath } from '#lib/core/text';
import { endpoint, IF_MATCH } from '#lib/http/endpoint';
import { listOf } from '#lib/http/paging';
import { Entries } from '../entries.ts';
import {
  BlockUsage,
  CoolDownSeconds,
  Count,
  ListedPool,
  Network,
  Pool,
  PoolHead,
  PoolId,
  SpaceName,
  Usage,
  UsedPool,
} from '../model.ts';
import { readPrefix } from '../prefix.ts';
import { area, PagedView, params } from './shared.ts';

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
  headers: { 'If-Match': { description: 'Always 412: a pool is made here, and never replaced' } },
  answers: { 201: CreatedPool },
  creates: { at: '/api/pools/{id}', by: { id: '$request.path.id' } },
  answerHeaders: ['Location', 'ETag'],
  problems: [400, 409, 412],
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
  headers: IF_MATCH,
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

/** `all`, or a prefix as places on the line of all addresses. */
const Within = z
  .string()
  .max(64)
  .refine((text) => text === 'all' || readPrefix(text) !== undefined, 'must be all, or a block such as 10.0.0.0/8')
  .transform((text) => (text === 'all' ? 'all' : (readPrefix(text) ?? 'all')))
  .meta({ description: 'Which part: a CIDR block, or all', example: '10.0.0.0/8' });

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

export const getPoolUse = endpoint('GET /api/pools/{id}/use', {
  name: 'getPoolUse',
  area,
  summary: 'How many addresses of a pool are in which state',
  description: [
    'From counts that follow every change within moments. Those that cool down are among the released.',
    'With `within`, also the use of the up to 256 parts of a prefix, for a map; `all` is the longest prefix that has every',
    'address of the pool. That reads whatever is held in it.',
  ].join(' '),
  params,
  query: z.object({ within: Within.optional() }),
  answers: {
    200: Usage.extend({
      prefixes: z
        .array(z.string())
        .optional()
        .meta({ description: 'The longest prefixes that have all addresses, one for IPv4 and one for IPv6' }),
      blocks: z.array(BlockUsage).optional().meta({ description: 'Parts that have an address of the pool, in order' }),
    }),
  },
  problems: [400, 404],
});

export const recountPoolUse = endpoint('POST /api/pools/{id}/use/recount', {
  name: 'recountPoolUse',
  area,
  summary: 'Recount a pool, and correct its counts',
  description: '`drift` tells by how much they were wrong: 0 when they are proved right.',
  params,
  answers: { 200: Usage.extend({ drift: z.int() }).meta({ id: 'PoolRecount' }) },
  problems: [400, 404, 503],
});
