import * as z from 'zod';

/** A moment as it is kept and answered: ISO 8601 in UTC (RFC 3339), which sorts as text in the order of time. */
export const Timestamp = z.iso.datetime().meta({ description: 'ISO 8601 in UTC', example: '2026-11-20T15:44:00.000Z' });

/** An offset may lead out of the years that have four digits: such a moment sorts before all others as text, or after. */
export const isInRange = (text: string): boolean => /^\d{4}-/.test(new Date(text).toISOString());

const RULE = 'must be a date and time (2026-11-20T15:44:00Z)';

/** A moment as a caller may write it, with its offset (RFC 3339); what follows sees it in UTC. */
export const Moment = z.iso
  .datetime({ offset: true, local: false, error: RULE, abort: true })
  .refine(isInRange, RULE)
  .transform((text) => new Date(text).toISOString());
