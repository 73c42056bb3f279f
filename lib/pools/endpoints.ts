import * as z from 'zod';
import { Address } from '#lib/core/address';
import { endpoint } from '#lib/http/endpoint';
import { Pool, PoolId, Resource } from './model.ts';

const area = 'pools';
const params = z.object({ id: PoolId });
const PoolBody = z.strictObject({ name: Pool.shape.name, resources: z.array(Address).max(4096).default([]) });

export const createPool = endpoint('PUT /api/pools/{id}', {
  name: 'createPool',
  area,
  summary: 'Create a pool of addresses',
  params,
  body: PoolBody,
  answers: { 201: PoolBody },
  answerHeaders: ['Location'],
  problems: [400, 409],
});

export const getPool = endpoint('GET /api/pools/{id}', {
  name: 'getPool',
  area,
  summary: 'A pool with the status of each of its addresses',
  params,
  answers: { 200: Pool },
  problems: [404],
});

export const allocateResource = endpoint('PUT /api/pools/{id}/allocate', {
  name: 'allocateResource',
  area,
  summary: 'Allocate an address: the one that is named, or any free one',
  params,
  body: z.strictObject({ id: Resource.shape.id.optional() }),
  bodyOptional: true,
  answers: { 200: Resource },
  problems: [400, 404, 409],
});
