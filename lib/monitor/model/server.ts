import * as z from 'zod';
import { Tags } from '#lib/cloud/model';
import { Address } from '#lib/core/address';
import { inPath, Printable } from '#lib/core/text';
import { Timestamp } from '#lib/core/timestamp';
import { LossReason, Probe } from '../probe.ts';

export const ServerName = Printable(128).meta({
  id: 'ServerName',
  description: 'What a server is known by',
  example: 'google_dns',
});

export const ServerStatus = z
  .enum(['UP', 'DOWN', 'UNKNOWN'])
  .meta({ id: 'ServerStatus', description: 'UNKNOWN until a probe is answered, or enough in a row are not' });

export type ServerStatus = z.output<typeof ServerStatus>;

export const Milliseconds = z.number().nonnegative();

/** What an operator says of a server, as it is kept. */
export const Server = z.object({
  id: z.uuid(),
  name: ServerName,
  ip: Address,
  created_at: Timestamp,
  paused: z.boolean().default(false),
  tags: Tags.default([]),
  probe: Probe.optional(),
  /** The name of the server on the way to it. */
  parent: ServerName.optional(),
  /** Whose results are kept with its own, and since when; the first sweep decides it, for ever. */
  group: z.string().optional(),
  groupedAt: Timestamp.optional(),
  /** The device of the fleet that it was added for. */
  device: z.string().optional(),
});

export type Server = z.output<typeof Server>;

/** As much of a server as a sweep needs. */
export interface Target extends Pick<Server, 'id' | 'name' | 'ip' | 'probe' | 'parent'> {
  /** A maintenance window is open for it. */
  maintenance?: true;
  group: string;
}

/** What a caller may say of a server, beside its name and address. */
export const ServerOptions = z.object({
  tags: Tags.optional(),
  probe: Probe.nullable().optional().meta({ description: 'How it is probed; null is as `PING_METHOD` says' }),
  parent: ServerName.nullable()
    .optional()
    .meta({ description: 'The server on the way to it: while that is DOWN, alerts wait', example: 'core-switch' }),
});

export type ServerOptions = z.output<typeof ServerOptions>;

/** A server as a line of an import tells of it; what is left out stays as it is. */
export const ImportedServer = ServerOptions.extend({
  name: inPath(ServerName),
  ip: Address.optional(),
  paused: z.boolean().optional(),
});

export type ImportedServer = z.output<typeof ImportedServer>;

/** What the sweeps have found out about a server, up to the last one. */
export const ServerState = z.object({
  status: ServerStatus,
  /** Sweeps without an answer since the last one with one. */
  misses: z.int(),
  /** When the last sweep was; undefined before the first. */
  at: Timestamp.optional(),
  lastMs: Milliseconds.nullable(),
  loss: z.number().nullable(),
  /** Answers and their times in ms, since the server was added. */
  answers: z.int(),
  totalMs: Milliseconds,
  /** When its status was last another. */
  since: Timestamp.optional(),
  /** The status that was last told in an alert; undefined where alerts have never waited. */
  told: ServerStatus.optional(),
  /** Why the last probe that was lost got no answer. */
  reason: LossReason.optional(),
  certificateDays: z.int().optional(),
  /** The sweep whose list did not show the server, though one before it had. */
  unlistedAt: Timestamp.optional(),
});

export type ServerState = z.output<typeof ServerState>;

export const UNSEEN: ServerState = { status: 'UNKNOWN', misses: 0, lastMs: null, loss: null, answers: 0, totalMs: 0 };

export const CertificateDays = z
  .int()
  .meta({ description: "Whole days until the server's certificate ends; negative when it has ended", example: 61 });

/** A server with what is known of it, as it is shown. */
export const ServerView = z
  .object({
    id: z.uuid(),
    name: ServerName,
    ip: Address,
    created_at: Timestamp,
    status: ServerStatus,
    last_ping_ms: Milliseconds.nullable().meta({
      description: 'Average of the last sweep; null without an answer',
      example: 35.118,
    }),
    last_ping_at: Timestamp.nullable(),
    loss: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .meta({ description: 'Part of the last probes without an answer', example: 0.25 }),
    paused: z.literal(true).optional().meta({ description: 'There while the server is not probed' }),
    tags: Tags.optional().meta({ description: 'There when it has any' }),
    probe: Probe.optional().meta({ description: 'There when it is probed in a way of its own' }),
    parent: ServerName.optional().meta({ description: 'The server on the way to it', example: 'core-switch' }),
    reason: LossReason.optional().meta({ description: 'Why the last sweep lost a probe' }),
    certificate_days: CertificateDays.optional(),
  })
  .meta({ id: 'Server' });

/** `device` is what GraphQL follows to the device of the fleet that a server belongs to. */
export type ServerView = z.output<typeof ServerView> & { device?: string };

/** Lists of servers are in one of these orders: by name, DOWN first, or the quickest first. */
export const ServerOrder = z.enum(['name', 'status', 'last_ping_ms'], {
  error: 'must be one of name, status, last_ping_ms',
});

export type ServerOrder = z.output<typeof ServerOrder>;

/** What came of one server of a bulk call. */
export const BulkOutcome = z
  .object({
    name: ServerName,
    outcome: z.enum(['UPDATED', 'UNCHANGED', 'DELETED', 'FAILED']),
    detail: z.string().optional().meta({ description: 'There when it FAILED' }),
  })
  .meta({ id: 'ServerOutcome' });

export type BulkOutcome = z.output<typeof BulkOutcome>;
