import {
  Grain,
  type Ping as PingShown,
  ServerStatus,
  type StateChange as StateChangeShown,
  type Sweep as SweepShown,
  type Uptime as UptimeShown,
  UptimeWindow as UptimeWindowShown,
} from '#lib/monitor/model';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';

export const Status = builder.enumType('ServerStatus', {
  description: 'UNKNOWN until a probe is answered, or enough in a row are not',
  values: ServerStatus.options,
});

export const Resolution = builder.enumType('Resolution', {
  description: 'raw: every sweep; hour and day: averages',
  values: Grain.options,
});

export const UptimeWindow = builder.enumType('UptimeWindow', {
  description: 'How far back: a month is 30 days, a year 365',
  values: UptimeWindowShown.options,
});

export const Uptime = builder.objectRef<UptimeShown>('Uptime').implement({
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

export const Sweep = builder.objectRef<SweepShown>('Sweep').implement({
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

export const PingConnection = connectionOf('Ping', Ping);

export const StateChangeConnection = connectionOf('StateChange', StateChange);
