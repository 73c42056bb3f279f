import { scheduledAt } from '#events/schedule';
import { sweep } from '#lib/monitor/sweep';

export const handler = (event: unknown) => sweep({ scheduledAt: scheduledAt(event) });
