import * as z from 'zod';
import { IdInPath } from '#lib/core/ids';
import { Text } from '#lib/core/text';
import { endpoint } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { someOf } from '#lib/http/some-of';
import {
  BulkResult,
  Cluster,
  ClusterName,
  Machine,
  MachineName,
  NewMachine,
  Operation,
  RegionCode,
  SiteConstant,
  State,
  Tags,
} from './model.ts';

const area = 'cloud';
const params = z.object({
  id: IdInPath.meta({ description: 'A UUID', example: '019aa2b4-7d10-7c3e-9f51-2b6f0c1d8e4a' }),
});

const oneOf = (codes: readonly string[]): string => `must be one of ${codes.join(', ')}`;
const notEmpty = (fields: object): boolean => Object.values(fields).some((value) => value !== undefined);

const CLUSTER = { description: 'Only those of this cluster', example: 'cluster1' };
const TAG = { description: 'Only those with this tag', example: 'tag1' };

/** Empty filters of a list are as good as none: a form sends them for the fields that were left blank. */
const Filter = z.object({ cluster_name: Text(128).optional().meta(CLUSTER), tag: Text(128).optional().meta(TAG) });

/** An action refuses them: it would hit more machines than were meant. */
const Target = z.object({
  cluster_name: Text(128).min(1).optional().meta(CLUSTER),
  tag: Text(128).min(1).optional().meta(TAG),
});

export const listSiteConstants = endpoint('GET /api/v1/site-constants', {
  name: 'listSiteConstants',
  area,
  summary: 'The codes of regions, machine states and machine operations, with the names to show',
  query: z.object({
    constant: z
      .enum(['region', 'machine_state', 'machine_operation'], {
        error: oneOf(['region', 'machine_state', 'machine_operation']),
      })
      .meta({ description: 'Which list', example: 'region' }),
  }),
  answers: { 200: z.object({ items: z.array(SiteConstant) }) },
  problems: [400],
});

export const listCloudClusters = endpoint('GET /api/v1/clusters', {
  name: 'listCloudClusters',
  area,
  summary: 'All clusters of machines, oldest first',
  query: PageQuery,
  answers: { 200: listOf('items', Cluster) },
  problems: [400],
});

export const createCloudCluster = endpoint('POST /api/v1/clusters', {
  name: 'createCloudCluster',
  area,
  summary: 'Create a cluster in a region',
  body: z.strictObject({ name: ClusterName, region_code: RegionCode }),
  answers: { 201: Cluster },
  creates: { at: '/api/v1/clusters/{id}', by: { id: '$response.body#/id' } },
  answerHeaders: ['Location', 'ETag'],
  problems: [400, 409],
});

export const getCloudCluster = endpoint('GET /api/v1/clusters/{id}', {
  name: 'getCloudCluster',
  area,
  summary: 'A cluster, with the number of its machines',
  params,
  answerHeaders: ['ETag'],
  answers: { 200: Cluster, 304: null },
  problems: [404],
});

export const changeCloudCluster = endpoint('PATCH /api/v1/clusters/{id}', {
  name: 'changeCloudCluster',
  area,
  summary: 'Change the name or the region of a cluster; its machines show it at once',
  params,
  body: someOf({ name: ClusterName, region_code: RegionCode }),
  answerHeaders: ['ETag'],
  answers: { 200: Cluster },
  problems: [400, 404, 409, 412],
});

export const deleteCloudCluster = endpoint('DELETE /api/v1/clusters/{id}', {
  name: 'deleteCloudCluster',
  area,
  summary: 'Delete a cluster, and its terminated machines with it',
  description: 'Refused while one of its machines is in any other state.',
  params,
  answers: { 204: null },
  problems: [404, 409, 412],
});

export const listMachines = endpoint('GET /api/v1/machines', {
  name: 'listMachines',
  area,
  summary: 'Machines: all, or those of a cluster, with a tag, or in a state, oldest first',
  query: Filter.extend({
    state: z
      .enum([...State.options, ''], { error: oneOf(State.options) })
      .optional()
      .meta({ description: 'Only those that are in this state at this moment' }),
    ...PageQuery.shape,
  }),
  answers: { 200: listOf('items', Machine) },
  problems: [400],
});

export const createMachine = endpoint('POST /api/v1/machines', {
  name: 'createMachine',
  area,
  summary: 'Create a machine; or, with ?action=, operate on all machines with a tag, of a cluster, or both',
  description:
    'Without `action` the body describes a machine, and the answer is 201. With `action` there is no body, and the answer is 202: which machines began the operation and which cannot. `dry_run=true` changes nothing and answers what would be.',
  query: Target.extend({
    action: Operation.optional().meta({ description: 'Operate on machines instead of creating one' }),
    dry_run: z
      .enum(['true', 'false'], { error: oneOf(['true', 'false']) })
      .optional()
      .meta({ description: 'Change nothing, and answer what would change' }),
  })
    .refine(({ action, tag, cluster_name }) => !action || tag !== undefined || cluster_name !== undefined, {
      path: ['tag'],
      message: 'An action on many machines needs a tag, a cluster_name, or both',
    })
    .refine(({ action, ...filter }) => action !== undefined || !notEmpty(filter), {
      path: ['action'],
      message: `${oneOf(Operation.options)} where machines are chosen`,
    }),
  body: NewMachine.optional(),
  noBodyWithQuery: 'action',
  answers: { 201: Machine, 202: BulkResult },
  creates: { at: '/api/v1/machines/{id}', by: { id: '$response.body#/id' } },
  answerHeaders: ['Location', 'ETag'],
  problems: [400, 409],
});

export const getMachine = endpoint('GET /api/v1/machines/{id}', {
  name: 'getMachine',
  area,
  summary: 'A machine, in its state of this moment',
  params,
  answerHeaders: ['ETag'],
  answers: { 200: Machine, 304: null },
  problems: [404],
});

export const changeMachine = endpoint('PATCH /api/v1/machines/{id}', {
  name: 'changeMachine',
  area,
  summary: 'Change the name or the tags of a machine',
  params,
  body: someOf({ name: MachineName, tags: Tags }),
  answerHeaders: ['ETag'],
  answers: { 200: Machine },
  problems: [400, 404, 409, 412],
});

export const deleteMachine = endpoint('DELETE /api/v1/machines/{id}', {
  name: 'deleteMachine',
  area,
  summary: 'Delete a machine that is STOPPED or TERMINATED',
  params,
  answers: { 204: null },
  problems: [404, 409, 412],
});

export const operateMachine = endpoint('POST /api/v1/machines/{id}', {
  name: 'operateMachine',
  area,
  summary: 'Start, stop, reboot or terminate a machine',
  description: 'Answers the machine in its transient state. A 409 names the operations that are `allowed` instead.',
  params,
  query: z.object({ action: Operation.meta({ description: 'What to do' }) }),
  answerHeaders: ['ETag'],
  answers: { 202: Machine },
  problems: [400, 404, 409],
});
