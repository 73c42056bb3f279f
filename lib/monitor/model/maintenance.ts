import * as z from 'zod';
import { Tags } from '#lib/cloud/model';
import { inPath, Name } from '#lib/core/text';
import { Moment, Timestamp } from '#lib/core/timestamp';
import { ServerName } from './server.ts';

export const MaintenanceName = inPath(Name(128)).meta({
  id: 'MaintenanceName',
  description: 'What a window is known by',
  example: 'rack-3-power',
});

/** A window in which alerts of some servers wait: those with one of the tags, and those that are named. */
export const MaintenanceBody = z
  .strictObject({
    tags: Tags.min(1).optional(),
    servers: z.array(ServerName).min(1).max(1000).optional(),
    from: Moment.meta({ description: 'First moment', example: '2026-11-20T22:00:00Z' }),
    until: Moment.meta({ description: 'First moment after it', example: '2026-11-21T02:00:00Z' }),
  })
  .refine(({ tags, servers }) => tags !== undefined || servers !== undefined, {
    path: ['tags'],
    message: 'are needed, or servers',
    // Said with whatever else is wrong: of anything but an object zod hands on what was sent.
    when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value),
  })
  .refine(({ from, until }) => from < until, { path: ['until'], message: 'must be later than from' })
  .meta({
    id: 'MaintenanceBody',
    example: { tags: ['rack-3'], from: '2026-11-20T22:00:00Z', until: '2026-11-21T02:00:00Z' },
  });

export type MaintenanceBody = z.output<typeof MaintenanceBody>;

export const Maintenance = z
  .object({
    name: MaintenanceName,
    tags: Tags.optional(),
    servers: z.array(ServerName).optional(),
    from: Timestamp,
    until: Timestamp,
  })
  .meta({ id: 'Maintenance' });

export type Maintenance = z.output<typeof Maintenance>;
