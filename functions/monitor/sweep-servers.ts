import { scheduledAt } from '#events/schedule';
import { metered } from '#lib/core/metrics';
import { sweep } from '#lib/monitor/service/sweep';

export const handler = metered((event: unknown) => sweep({ scheduledAt: scheduledAt(event) }));
