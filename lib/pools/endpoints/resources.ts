import * as z from 'zod';
import { Address } from '#lib/core/address';
import { IdInPath } from '#lib/core/ids';
import { endpoint } from '#lib/http/endpoint';
import { listOf } from '#lib/http/paging';
import { Entry } from '../entries.ts';
import { Count, Owner, Pool, PoolId, Resource } from '../model.ts';
import { area, PagedView, params, ViewQuery } from './shared.ts';

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
