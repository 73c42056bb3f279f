import * as z from 'zod';
import { endpoint, PRECONDITION_HEADERS } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { Maintenance, MaintenanceBody, MaintenanceName } from '../model.ts';
import { area } from './shared.ts';

const window = z.object({ name: MaintenanceName });

export const setMaintenance = endpoint('PUT /maintenance/{name}', {
  name: 'setMaintenance',
  area,
  summary: 'Set a maintenance window for servers with a tag, or by their names',
  description:
    'While it is open probes go on and the history marks it; alerts wait, and are sent afterwards where they still hold.',
  params: window,
  body: MaintenanceBody,
  headers: PRECONDITION_HEADERS,
  answerHeaders: ['ETag'],
  answers: { 201: Maintenance, 200: Maintenance },
  creates: { at: '/maintenance/{name}', by: { name: '$request.path.name' } },
  problems: [400, 412],
});

export const listMaintenance = endpoint('GET /maintenance', {
  name: 'listMaintenance',
  area,
  summary: 'All maintenance windows',
  query: PageQuery,
  answers: { 200: listOf('items', Maintenance) },
  problems: [400],
});

export const getMaintenance = endpoint('GET /maintenance/{name}', {
  name: 'getMaintenance',
  area,
  summary: 'A maintenance window',
  params: window,
  answerHeaders: ['ETag'],
  answers: { 200: Maintenance },
  problems: [400, 404],
});

export const deleteMaintenance = endpoint('DELETE /maintenance/{name}', {
  name: 'deleteMaintenance',
  area,
  summary: 'Delete a maintenance window: it is over at once',
  params: window,
  answers: { 204: null },
  problems: [400, 404],
});
