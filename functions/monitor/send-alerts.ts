import { metered } from '#lib/core/metrics';
import { sendAlerts } from '#lib/monitor/service/alerts';
import type { DeliveryRef } from '#lib/outbox/model';

/** Invoked with calls by a sweep that has just seen changes, and without by the schedule, for those that are due. */
export const handler = metered(
  async ({ calls }: { calls?: DeliveryRef[] }): Promise<{ tried: number }> => ({ tried: await sendAlerts(calls) }),
);
