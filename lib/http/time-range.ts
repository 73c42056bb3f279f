import * as z from 'zod';
import { isInRange } from '#lib/core/timestamp';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const RULE = 'must be a date (2026-11-20) or a date and time (2026-11-20T15:44:00Z)';

const Day = z.iso.date(RULE);
const Moment = z.iso.datetime({ offset: true, local: false, error: RULE });

const Asked = z.union([Day, Moment], RULE).refine(isInRange, RULE);

/** A date, or a date and time with its offset (RFC 3339), as ISO text in UTC; a date is that day's first moment. */
const Begin = Asked.transform((text) => new Date(text).toISOString());

/** The same, but a date is that day's last moment, so that `to=2026-11-20` has all of the 20th. */
const End = Asked.transform((text) => (DATE.test(text) ? `${text}T23:59:59.999Z` : new Date(text).toISOString()));

export const TimeRange = {
  from: Begin.optional().meta({ description: 'First moment', example: '2026-11-01' }),
  to: End.optional().meta({ description: 'Last moment; a date means all of that day', example: '2026-11-20' }),
};
