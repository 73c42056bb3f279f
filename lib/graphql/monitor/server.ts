import { listChanges, listPings, readUptime } from '#lib/monitor/endpoints';
import type { ServerView } from '#lib/monitor/model';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';
import { PingConnection, Resolution, StateChangeConnection, Status, Uptime, UptimeWindow } from './history.ts';
import { Probe } from './probe.ts';

export const Server = builder.objectRef<ServerView>('Server').implement({
  description: 'A server that is pinged again and again',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID' }),
    name: t.exposeString('name', { description: 'What it is known by' }),
    ip: t.exposeString('ip', { description: 'Its address' }),
    createdAt: t.expose('created_at', { type: 'DateTime', description: 'When it was added' }),
    status: t.expose('status', { type: Status, description: 'Whether it answers' }),
    lastPingMs: t.exposeFloat('last_ping_ms', {
      nullable: true,
      description: 'Average of the last sweep in ms; null without an answer',
    }),
    lastPingAt: t.expose('last_ping_at', { type: 'DateTime', nullable: true, description: 'When that was' }),
    loss: t.exposeFloat('loss', { nullable: true, description: 'Part of the last probes without an answer, 0 to 1' }),
    paused: t.boolean({ description: 'It is not probed for now', resolve: ({ paused = false }) => paused }),
    tags: t.stringList({ description: 'A set of up to 50 texts', resolve: ({ tags = [] }) => tags }),
    probe: t.expose('probe', { type: Probe, nullable: true, description: 'How it is probed, where in its own way' }),
    parent: t.exposeString('parent', { nullable: true, description: 'The name of the server on the way to it' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why the last sweep lost a probe' }),
    certificateDays: t.exposeInt('certificate_days', {
      nullable: true,
      description: 'Whole days until its certificate ends',
    }),
    uptime: t.field({
      type: Uptime,
      description: 'How much of the last day, week, month or year it was UP',
      args: { window: t.arg({ type: UptimeWindow, defaultValue: 'day', description: 'How far back' }) },
      extensions: TABLE_READ,
      resolve: endpointResolver(
        readUptime,
        ({ window }, { name }: ServerView) => ({ params: { name }, query: { window } }),
        ({ params, query }, { loaders }) => loaders.uptime.load({ server: params.name, window: query.window }),
      ),
    }),
    pings: t.field({
      type: PingConnection,
      description: 'Its pings, or their averages by hour or day, oldest first',
      args: {
        from: t.arg.string({ description: 'First moment: a date, or a date and time' }),
        to: t.arg.string({ description: 'Last moment; a date means all of that day' }),
        resolution: t.arg({ type: Resolution, defaultValue: 'raw', description: 'Every sweep, or averages' }),
        ...pageArgs,
      },
      extensions: TABLE_READ,
      resolve: endpointResolver(
        listPings,
        ({ first, after, ...asked }, { name }: ServerView) => ({
          params: { name },
          query: { ...asked, ...asPageQuery({ first, after }) },
        }),
        ({ params, query }, { loaders }) => loaders.pings.load({ server: params.name, ...query, ...pagingOf(query) }),
      ),
    }),
    changes: t.field({
      type: StateChangeConnection,
      description: 'When it went up and down, newest first',
      args: pageArgs,
      extensions: TABLE_READ,
      resolve: endpointResolver(
        listChanges,
        (args, { name }: ServerView) => ({ params: { name }, query: asPageQuery(args) }),
        ({ params, query }, { loaders }) => loaders.changes.load({ server: params.name, ...pagingOf(query) }),
      ),
    }),
  }),
});

export const ServerConnection = connectionOf('Server', Server);
