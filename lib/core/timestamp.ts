import * as z from 'zod';

/** A moment as it is kept and answered: ISO 8601 in UTC (RFC 3339), which sorts as text in the order of time. */
export const Timestamp = z.iso.datetime().meta({ description: 'ISO 8601 in UTC', example: '2026-11-20T15:44:00.000Z' });
