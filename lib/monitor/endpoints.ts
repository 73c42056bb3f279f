import * as z from 'zod';
import { Address } from '#lib/core/address';
import { inPath, Name, Text } from '#lib/core/text';
import { endpoint } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { someOf } from '#lib/http/some-of';
import { TimeRange } from '#lib/http/time-range';
import {
  BulkOutcome,
  Grain,
  Maintenance,
  MaintenanceBody,
  MaintenanceName,
  Ping,
  ServerName,
  ServerOptions,
  ServerOrder,
  ServerStatus,
  ServerView,
  StateChange,
  Sweep,
  Uptime,
  UptimeWindow,
} from './model.ts';

const area = 'monitor';
const params = z.object({ name: ServerName });
const Tag = Name(128);

/** The words that the calls on `/` answer with instead of problems. */
const WRONG = { status: 'WRONG_REQUEST' };
const words = {
  400: WRONG,
  404: { status: 'NAME_DID_NOT_FOUND' },
  409: { status: 'NAME_ALREADY_EXIST' },
  413: WRONG,
  415: WRONG,
};
const said = <W extends string>(word: W) => z.object({ status: z.literal(word) });

const NamedAddress = z
  .strictObject({ server: z.strictObject({ name: inPath(ServerName), IP: Address, ...ServerOptions.shape }) })
  .meta({ id: 'NamedAddress', example: { server: { name: 'google_dns', IP: '8.8.8.8' } } });

const PingsShown = z.coerce.number().int().min(1).max(1000).optional();

export const addServer = endpoint('POST /', {
  name: 'addServer',
  area,
  summary: 'Add a server to be pinged',
  body: NamedAddress,
  answers: { 201: said('CREATED') },
  creates: { at: '/servers/{name}', by: { name: '$request.body#/server/name' } },
  problems: [400, 409],
  errorBodies: words,
});

export const updateServer = endpoint('PUT /', {
  name: 'updateServer',
  area,
  summary: 'Give a server another address',
  body: NamedAddress,
  answers: { 200: said('UPDATED') },
  problems: [400, 404],
  errorBodies: words,
});

export const readServers = endpoint('GET /', {
  name: 'readServers',
  area,
  summary: 'The names of all servers, or the last pings of one',
  description: 'The server is named in the body or in the query. A browser is sent to the dashboard.',
  query: PageQuery.extend({ server: ServerName.optional() }),
  body: z.strictObject({ server: ServerName.optional(), limit: PingsShown }),
  bodyOptional: true,
  answers: {
    200: z.union([
      listOf('servers', z.string().meta({ example: 'google_dns' })),
      z.object({
        server: ServerName,
        pings: z
          .array(z.record(z.string(), z.number().nullable()))
          .meta({ description: 'Time and milliseconds, newest last', example: [{ '2018-01-02T07:01:01Z': 35 }] }),
      }),
    ]),
  },
  problems: [400, 404],
  page: '/ui/',
  errorBodies: words,
});

export const deleteServer = endpoint('DELETE /', {
  name: 'deleteServer',
  area,
  summary: 'Delete a server and its pings',
  body: z.strictObject({ server: ServerName }),
  answers: { 200: said('DELETED') },
  problems: [400, 404],
  errorBodies: words,
});

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
    .meta({ description: 'Change nothing, and answer what would be' }),
});
const Outcomes = z.object({ items: z.array(BulkOutcome) });

export const changeServers = endpoint('PUT /servers', {
  name: 'changeServers',
  area,
  summary: 'Pause every server with a tag, or go on with it',
  description: 'At most 1,000 servers; the answer says of each what came of it.',
  query: Tagged,
  body: z.strictObject({ paused: z.boolean() }),
  answers: { 200: Outcomes },
  problems: [400],
});

export const deleteServers = endpoint('DELETE /servers', {
  name: 'deleteServers',
  area,
  summary: 'Delete every server with a tag, and their pings',
  description: 'At most 1,000 servers; the answer says of each what came of it.',
  query: Tagged,
  answers: { 200: Outcomes },
  problems: [400],
});

export const getServer = endpoint('GET /servers/{name}', {
  name: 'getServer',
  area,
  summary: 'A server with its state',
  params,
  answers: { 200: ServerView },
  problems: [400, 404],
});

export const changeServer = endpoint('PUT /servers/{name}', {
  name: 'changeServer',
  area,
  summary: 'Pause a server, go on with it, or give it another address, tags, probe or parent',
  params,
  body: someOf({ paused: z.boolean(), ip: Address, ...ServerOptions.shape }).meta({ example: { paused: true } }),
  answers: { 200: ServerView },
  problems: [400, 404],
});

export const listPings = endpoint('GET /servers/{name}/pings', {
  name: 'listPings',
  area,
  summary: 'The pings of a server, or their averages by hour or day, oldest first',
  params,
  query: PageQuery.extend({
    ...TimeRange,
    resolution: Grain.default('raw').meta({ description: 'Every sweep, or averages by hour or day' }),
  }),
  answers: { 200: listOf('items', Ping) },
  problems: [400, 404],
});

export const listChanges = endpoint('GET /servers/{name}/changes', {
  name: 'listChanges',
  area,
  summary: 'When a server went up and down, newest first',
  params,
  query: PageQuery,
  answers: { 200: listOf('items', StateChange) },
  problems: [400, 404],
});

export const listSweeps = endpoint('GET /sweeps', {
  name: 'listSweeps',
  area,
  summary: 'The last 100 sweeps, newest first',
  query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(100).meta({ description: 'Most sweeps' }) }),
  answers: { 200: z.object({ items: z.array(Sweep) }) },
  problems: [400],
});

export const readUptime = endpoint('GET /servers/{name}/uptime', {
  name: 'readUptime',
  area,
  summary: 'How much of the last day, week, month or year a server was UP',
  description: 'Of the time that it was watched: while it was paused, or Muster stood still, counts neither way.',
  params,
  query: z.object({ window: UptimeWindow.default('day').meta({ description: 'A month is 30 days, a year 365' }) }),
  answers: { 200: Uptime },
  problems: [400, 404],
});

const window = z.object({ name: MaintenanceName });

export const setMaintenance = endpoint('PUT /maintenance/{name}', {
  name: 'setMaintenance',
  area,
  summary: 'Set a maintenance window for servers with a tag, or by their names',
  description:
    'While it is open probes go on and the history marks it; alerts wait, and are sent afterwards where they still hold.',
  params: window,
  body: MaintenanceBody,
  answers: { 201: Maintenance, 200: Maintenance },
  creates: { at: '/maintenance/{name}', by: { name: '$request.path.name' } },
  problems: [400],
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

const SHARD = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/;

const ShardQuery = z
  .string()
  .regex(SHARD, 'must be like 1/4: which part, of how many')
  .transform((text) => {
    const [index, of] = text.split('/').map(Number) as [number, number];
    return { index, of };
  })
  .refine(({ index, of }) => index <= of, 'must be a part of so many: 4/4 is the last of four');

export const readMetrics = endpoint('GET /metrics', {
  name: 'readMetrics',
  area,
  summary: 'State and times of all servers for Prometheus',
  description: 'Up to 5,000 servers; of more, ask for parts with shard.',
  query: z.object({
    shard: ShardQuery.optional().meta({ description: 'One of so many parts, counted from 1', example: '1/4' }),
  }),
  problems: [400],
  answers: { 200: z.string().meta({ media: 'text/plain; version=0.0.4; charset=utf-8' }) },
});
