import * as z from 'zod';
import { Address } from '#lib/core/address';
import { Printable } from '#lib/core/text';
import { Timestamp } from '#lib/core/timestamp';

export const ServerName = Printable(128).meta({
  id: 'ServerName',
  description: 'What a server is known by',
  example: 'google_dns',
});

export const ServerStatus = z
  .enum(['UP', 'DOWN', 'UNKNOWN'])
  .meta({ id: 'ServerStatus', description: 'UNKNOWN before the first answer and before enough silence' });
export type ServerStatus = z.output<typeof ServerStatus>;

const Milliseconds = z.number().nonnegative();

/** What an operator says of a server, as it is kept. */
export const Server = z.object({
  id: z.uuid(),
  name: ServerName,
  ip: Address,
  created_at: Timestamp,
  paused: z.boolean().default(false),
});
export type Server = z.output<typeof Server>;

/** As much of a server as a sweep needs. */
export type Target = Pick<Server, 'id' | 'name' | 'ip'>;

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
});
export type ServerState = z.output<typeof ServerState>;

export const UNSEEN: ServerState = { status: 'UNKNOWN', misses: 0, lastMs: null, loss: null, answers: 0, totalMs: 0 };

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
  })
  .meta({ id: 'Server' });
export type ServerView = z.output<typeof ServerView>;

/** The probes of one server in one sweep, or of all sweeps of an hour or a day. */
export const Ping = z
  .object({
    at: Timestamp.meta({ description: 'Begin of the sweep, hour or day', example: '2026-11-20T15:44:00.000Z' }),
    average_ms: Milliseconds.nullable().meta({ example: 35.118 }),
    min_ms: Milliseconds.nullable(),
    max_ms: Milliseconds.nullable(),
    sent: z.int(),
    received: z.int(),
  })
  .meta({ id: 'Ping' });
export type Ping = z.output<typeof Ping>;

/** From one state to another. */
export const StateChange = z
  .object({ at: Timestamp, from: ServerStatus, to: ServerStatus })
  .meta({ id: 'StateChange' });
export type StateChange = z.output<typeof StateChange>;

export const Sweep = z
  .object({
    started_at: Timestamp,
    finished_at: Timestamp.nullable().meta({ description: 'null while it runs, and for ever if it was interrupted' }),
    servers: z.int(),
    answered: z.int(),
    lost: z.int(),
    duration_ms: Milliseconds.nullable(),
    lag_ms: Milliseconds.meta({ description: 'How long after its scheduled time it began' }),
    by_hand: z.boolean(),
  })
  .meta({ id: 'Sweep' });
export type Sweep = z.output<typeof Sweep>;

export const Grain = z.enum(['raw', 'hour', 'day']);
export type Grain = z.output<typeof Grain>;
