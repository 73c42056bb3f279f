import * as z from 'zod';
import { endpoint } from '#lib/http/endpoint';
import { AllocationName, Owner, PrefixLength, Resource, ResourceId, TtlSeconds } from '../model.ts';
import { area, params } from './shared.ts';

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
