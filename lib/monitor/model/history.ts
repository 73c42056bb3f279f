import * as z from 'zod';
import { Address } from '#lib/core/address';
import { Timestamp } from '#lib/core/timestamp';
import { LossReason } from '../probe.ts';
import { CertificateDays, Milliseconds, ServerName, ServerStatus } from './server.ts';

/** The probes of one server in one sweep, or of all sweeps of an hour or a day. */
export const Ping = z
  .object({
    at: Timestamp.meta({ description: 'Begin of the sweep, hour or day', example: '2026-11-20T15:44:00.000Z' }),
    average_ms: Milliseconds.nullable().meta({ example: 35.118 }),
    min_ms: Milliseconds.nullable(),
    max_ms: Milliseconds.nullable(),
    sent: z.int(),
    received: z.int(),
    reason: LossReason.optional().meta({ description: 'Why a probe got no answer, where that is known' }),
    http_status: z.int().optional().meta({ description: 'What an http probe was answered', example: 200 }),
    certificate_days: CertificateDays.optional(),
    maintenance: z.literal(true).optional().meta({ description: 'There when a maintenance window was open' }),
  })
  .meta({ id: 'Ping' });

export type Ping = z.output<typeof Ping>;

/** From one state to another. */
export const StateChange = z
  .object({
    at: Timestamp,
    from: ServerStatus,
    to: ServerStatus,
    maintenance: z.literal(true).optional().meta({ description: 'There when a maintenance window was open' }),
  })
  .meta({ id: 'StateChange' });

export type StateChange = z.output<typeof StateChange>;

export const Sweep = z
  .object({
    started_at: Timestamp,
    finished_at: Timestamp.nullable().meta({ description: 'null while it runs, and for ever if it was interrupted' }),
    servers: z.int(),
    answered: z.int(),
    lost: z.int(),
    failed: z
      .int()
      .optional()
      .meta({ description: 'There when it ended without results of some servers: the next sweep has them again' }),
    duration_ms: Milliseconds.nullable(),
    lag_ms: Milliseconds.meta({ description: 'How long after its scheduled time it began' }),
    by_hand: z.boolean(),
  })
  .meta({ id: 'Sweep' });

export type Sweep = z.output<typeof Sweep>;

export const Grain = z.enum(['raw', 'hour', 'day']);

export type Grain = z.output<typeof Grain>;

export const UptimeWindow = z.enum(['day', 'week', 'month', 'year'], {
  error: 'must be one of day, week, month, year',
});

export type UptimeWindow = z.output<typeof UptimeWindow>;

export const Uptime = z
  .object({
    uptime: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .meta({ description: 'Part of the time it was UP; null where nothing is known', example: 0.9987 }),
    down_seconds: z.int().meta({ description: 'How long it was DOWN', example: 112 }),
    outages: z.int().meta({ description: 'How often it was DOWN', example: 1 }),
  })
  .meta({ id: 'Uptime' });

export type Uptime = z.output<typeof Uptime>;

/** What `ALERT_WEBHOOK_URL` is posted. */
export const Alert = z
  .object({
    text: z.string().meta({ description: 'One sentence, which chat services show' }),
    server: z.object({ id: z.uuid(), name: ServerName, ip: Address }),
    at: Timestamp.meta({ description: 'Since when' }),
    from: ServerStatus.optional(),
    to: ServerStatus.optional(),
    certificate_days: z.int().optional().meta({ description: 'In how many days its certificate ends' }),
  })
  .meta({
    id: 'Alert',
    example: {
      text: 'gateway (127.0.0.1) is DOWN since 2026-11-20T16:35:00.075Z, it was UP',
      server: { id: '7adf7815-06b1-4c46-8e64-dd8343c04e73', name: 'gateway', ip: '127.0.0.1' },
      at: '2026-11-20T16:35:00.075Z',
      from: 'UP',
      to: 'DOWN',
    },
  });
export type Alert = z.output<typeof Alert>;
