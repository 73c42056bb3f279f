import * as z from 'zod';
import { Address } from '#lib/core/address';
import { Text } from '#lib/core/text';
import { endpoint } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { someOf } from '#lib/http/some-of';
import { BulkOutcome, ServerOptions, ServerOrder, ServerStatus, ServerView } from '../model.ts';
import { area, params, Tag } from './shared.ts';

export const listServers = endpoint('GET /servers', {
  name: 'listServers',
  area,
  summary: 'All servers with their state',
  description:
    'A page of a list with tag, status or q may have fewer entries than limit though another follows; sorted by status, DOWN comes first.',
  query: PageQuery.extend({
    tag: Tag.optional().meta({ description: 'Only those that have this tag', example: 'rack-3' }),
    status: ServerStatus.optional().meta({ description: 'Only those that are in this state now' }),
    q: Text(128).min(1).optional().meta({ description: 'Only those whose name or address begins so', example: 'web-' }),
    sort: ServerOrder.optional().meta({ description: 'name is the default' }),
  }),
  answers: { 200: listOf('items', ServerView) },
  problems: [400],
});

const Tagged = z.object({
  tag: Tag.meta({ description: 'Every server with this tag', example: 'rack-3' }),
  dry_run: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .optional()
    .meta({ description: 'Change nothing, and answer what would change' }),
});

const Outcomes = z.object({ items: z.array(BulkOutcome) });

export const changeServers = endpoint('PUT /servers', {
  name: 'changeServers',
  area,
  summary: 'Pause or resume every server with a tag',
  description: 'At most 1,000 servers; the answer has the outcome for each.',
  query: Tagged,
  body: z.strictObject({ paused: z.boolean() }),
  answers: { 200: Outcomes },
  problems: [400],
});

export const deleteServers = endpoint('DELETE /servers', {
  name: 'deleteServers',
  area,
  summary: 'Delete every server with a tag, and their pings',
  description: 'At most 1,000 servers; the answer has the outcome for each.',
  query: Tagged,
  answers: { 200: Outcomes },
  problems: [400],
});

export const getServer = endpoint('GET /servers/{name}', {
  name: 'getServer',
  area,
  summary: 'A server with its state',
  description: 'The ETag is that of what can be edited, not of the state.',
  params,
  answerHeaders: ['ETag'],
  answers: { 200: ServerView },
  problems: [400, 404],
});

export const changeServer = endpoint('PUT /servers/{name}', {
  name: 'changeServer',
  area,
  summary: 'Pause or resume a server, or change its address, tags, probe or parent',
  params,
  body: someOf({ paused: z.boolean(), ip: Address, ...ServerOptions.shape }).meta({ example: { paused: true } }),
  answerHeaders: ['ETag'],
  answers: { 200: ServerView },
  problems: [400, 404, 412],
});
