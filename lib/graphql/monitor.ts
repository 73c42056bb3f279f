import {
  addServer,
  changeServer,
  deleteServer,
  getServer,
  listChanges,
  listPings,
  listServers,
  listSweeps,
  readUptime,
} from '#lib/monitor/endpoints';
import {
  Grain,
  type Ping as PingShown,
  ServerOrder,
  ServerStatus,
  type ServerView,
  type StateChange as StateChangeShown,
  type Sweep as SweepShown,
  type Uptime as UptimeShown,
  UptimeWindow as UptimeWindowShown,
} from '#lib/monitor/model';
import * as monitor from '#lib/monitor/service';
import { builder } from './builder.ts';
import { connectionOf } from './connection.ts';
import { TABLE_READ } from './cost.ts';
import { endpointResolver, lookup } from './endpoint-resolver.ts';
import { Probe, ProbeInput } from './monitor/probe.ts';
import { asPageQuery, pageArgs, pagingOf } from './paging.ts';

const Status = builder.enumType('ServerStatus', {
  description: 'UNKNOWN before the first answer and before enough silence',
  values: ServerStatus.options,
});
const Resolution = builder.enumType('Resolution', {
  description: 'raw: every sweep; hour and day: averages',
  values: Grain.options,
});

const Order = builder.enumType('ServerOrder', {
  description: 'name; status: DOWN first; last_ping_ms: the quickest first',
  values: ServerOrder.options,
});
const UptimeWindow = builder.enumType('UptimeWindow', {
  description: 'How far back: a month is 30 days, a year 365',
  values: UptimeWindowShown.options,
});

const Uptime = builder.objectRef<UptimeShown>('Uptime').implement({
  description: 'How much of a window a server was UP, of the time that it was watched',
  fields: (t) => ({
    uptime: t.exposeFloat('uptime', { nullable: true, description: '0 to 1; null where nothing is known' }),
    downSeconds: t.exposeInt('down_seconds', { description: 'How long it was DOWN' }),
    outages: t.exposeInt('outages', { description: 'How often it was DOWN' }),
  }),
});

const Ping = builder.objectRef<PingShown>('Ping').implement({
  description: 'The probes of a server in one sweep, or of all sweeps of an hour or a day',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Begin of the sweep, hour or day' }),
    averageMs: t.exposeFloat('average_ms', { nullable: true, description: 'Average in ms; null without an answer' }),
    minMs: t.exposeFloat('min_ms', { nullable: true, description: 'The quickest answer in ms' }),
    maxMs: t.exposeFloat('max_ms', { nullable: true, description: 'The slowest answer in ms' }),
    sent: t.exposeInt('sent', { description: 'Probes that were sent' }),
    received: t.exposeInt('received', { description: 'Probes that were answered' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why a probe got no answer, where that is known' }),
    httpStatus: t.exposeInt('http_status', { nullable: true, description: 'What an http probe was answered' }),
    certificateDays: t.exposeInt('certificate_days', {
      nullable: true,
      description: "Whole days until the server's certificate ends",
    }),
    maintenance: t.boolean({
      description: 'Whether a maintenance window was open',
      resolve: ({ maintenance = false }) => maintenance,
    }),
  }),
});

const StateChange = builder.objectRef<StateChangeShown>('StateChange').implement({
  description: 'A server went from one state to another',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it was noticed' }),
    from: t.expose('from', { type: Status, description: 'Its state before' }),
    to: t.expose('to', { type: Status, description: 'Its state after' }),
    maintenance: t.boolean({
      description: 'Whether a maintenance window was open',
      resolve: ({ maintenance = false }) => maintenance,
    }),
  }),
});

const Sweep = builder.objectRef<SweepShown>('Sweep').implement({
  description: 'One round in which every server was probed',
  fields: (t) => ({
    startedAt: t.expose('started_at', { type: 'DateTime', description: 'When it began' }),
    finishedAt: t.expose('finished_at', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it runs, and for ever if it was interrupted',
    }),
    servers: t.exposeInt('servers', { description: 'How many servers were probed' }),
    answered: t.exposeInt('answered', { description: 'How many of them answered' }),
    lost: t.exposeInt('lost', { description: 'How many of them did not' }),
    failed: t.int({ description: 'How many it has no results of', resolve: ({ failed = 0 }) => failed }),
    durationMs: t.exposeFloat('duration_ms', { nullable: true, description: 'How long it took, in ms' }),
    lagMs: t.exposeFloat('lag_ms', { description: 'How long after its scheduled time it began, in ms' }),
    byHand: t.exposeBoolean('by_hand', { description: 'Whether somebody asked for it' }),
  }),
});

const PingConnection = connectionOf('Ping', Ping);
const StateChangeConnection = connectionOf('StateChange', StateChange);

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

const ServerConnection = connectionOf('Server', Server);

builder.queryFields((t) => ({
  server: t.field({
    type: Server,
    nullable: true,
    description: 'A server by its name',
    args: { name: t.arg.string({ required: true, description: 'Its name' }) },
    extensions: TABLE_READ,
    resolve: lookup(
      getServer,
      ({ name }) => ({ params: { name } }),
      async ({ params }, { loaders }) => (await loaders.server.load(params.name)) ?? null,
    ),
  }),
  servers: t.field({
    type: ServerConnection,
    nullable: true,
    description: 'All servers with their state',
    args: {
      tag: t.arg.string({ description: 'Only those that have this tag' }),
      status: t.arg({ type: Status, description: 'Only those that are in this state now' }),
      q: t.arg.string({ description: 'Only those whose name or address begins so' }),
      sort: t.arg({ type: Order, defaultValue: 'name', description: 'Their order' }),
      ...pageArgs,
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listServers,
      ({ first, after, ...filter }) => ({ query: { ...filter, ...asPageQuery({ first, after }) } }),
      ({ query }) => monitor.list({ ...query, ...pagingOf(query) }),
    ),
  }),
  sweeps: t.field({
    type: [Sweep],
    nullable: true,
    description: 'The last sweeps, newest first',
    args: { first: t.arg.int({ defaultValue: 20, description: 'How many: 1 to 100' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listSweeps,
      ({ first }) => ({ query: { limit: first } }),
      ({ query }) => monitor.listSweeps(query.limit),
    ),
  }),
}));

const options = builder.args((arg) => ({
  tags: arg.stringList({ description: 'All of its tags' }),
  probe: arg.field({ type: ProbeInput, description: 'How it is probed; null is as PING_METHOD says' }),
  parent: arg.string({ description: 'The server on the way to it: while that is DOWN, alerts wait' }),
}));

const server = builder.args((arg) => ({ name: arg.string({ required: true, description: 'What it is known by' }) }));

builder.mutationFields((t) => ({
  addServer: t.field({
    nullable: true,
    type: Server,
    description: 'Adds a server to be pinged',
    args: { ...server, ip: t.arg.string({ required: true, description: 'Its address' }), ...options },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      addServer,
      ({ ip, ...args }) => ({ body: { server: { ...args, IP: ip } } }),
      async ({ body }) => {
        const { name, IP, ...more } = body.server;
        await monitor.add(name, IP, more);
        return monitor.get(name);
      },
    ),
  }),
  changeServer: t.field({
    nullable: true,
    type: Server,
    description: 'Pauses a server, goes on with it, or gives it another address, tags, probe or parent',
    args: {
      ...server,
      ...options,
      ip: t.arg.string({ description: 'Its new address' }),
      paused: t.arg.boolean({ description: 'Whether to leave it alone for now' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      changeServer,
      ({ name, ...body }) => ({ params: { name }, body }),
      ({ params, body }) => monitor.update(params.name, body),
    ),
  }),
  deleteServer: t.string({
    nullable: true,
    description: 'Deletes a server and its pings; gives its name',
    args: server,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteServer,
      ({ name }) => ({ body: { server: name } }),
      async ({ body }) => {
        await monitor.remove(body.server);
        return body.server;
      },
    ),
  }),
}));
