import * as z from 'zod';
import { endpoint } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { TimeRange } from '#lib/http/time-range';
import { Grain, Ping, StateChange, Sweep, Uptime, UptimeWindow } from '../model.ts';
import { area, params } from './shared.ts';

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
