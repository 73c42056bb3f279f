import * as z from 'zod';
import { IdInPath } from '#lib/core/ids';
import { endpoint } from '#lib/http/endpoint';
import { PageQuery } from '#lib/http/paging';
import { ComputeCluster, ComputeQuota, NewComputeCluster } from './model.ts';

const area = 'compute';
const access = 'user';
const params = z.object({
  id: IdInPath.meta({ description: 'A UUID', example: '019aa2b4-7d10-7c3e-9f51-2b6f0c1d8e4a' }),
});

export const createComputeCluster = endpoint('POST /clusters/', {
  name: 'createComputeCluster',
  area,
  summary: 'Create a compute cluster of your own',
  description: '`creator` may be left out; it is nobody but the caller.',
  body: NewComputeCluster,
  answers: { 201: ComputeCluster },
  creates: { at: '/clusters/{id}', by: { id: '$response.body#/id' } },
  answerHeaders: ['Location'],
  problems: [400, 409],
  access,
  refineForUser: ({ id }, body) => {
    const { creator } = (body ?? {}) as { creator?: unknown };
    if (!Number.isInteger(creator) || creator === id) return [];
    return [{ path: 'creator', message: `must be your own number, ${id}, or left out` }];
  },
});

export const listComputeClusters = endpoint('GET /clusters/', {
  name: 'listComputeClusters',
  area,
  summary: 'Your own compute clusters, oldest first',
  description: 'A bare array; where another page follows, the `Link` header leads to it.',
  query: PageQuery,
  answers: { 200: z.array(ComputeCluster) },
  problems: [400],
  access,
});

export const getComputeCluster = endpoint('GET /clusters/{id}', {
  name: 'getComputeCluster',
  area,
  summary: 'One of your own compute clusters',
  params,
  answers: { 200: ComputeCluster },
  problems: [404],
  access,
});

export const deleteComputeCluster = endpoint('DELETE /clusters/{id}', {
  name: 'deleteComputeCluster',
  area,
  summary: 'Delete one of your own compute clusters',
  params,
  answers: { 204: null },
  problems: [404],
  access,
});

export const getComputeQuota = endpoint('GET /clusters/quota', {
  name: 'getComputeQuota',
  area,
  summary: 'What your compute clusters take up together, and the most that they may',
  answers: { 200: ComputeQuota },
  access,
});
