import type { CallRef } from '#lib/calls/model';
import { metered } from '#lib/core/metrics';
import { sendAlerts } from '#lib/monitor/alerts';

/** Invoked with calls by a sweep that has just seen changes, and without by the schedule, for those that are due. */
export const handler = metered(
  async ({ calls }: { calls?: CallRef[] }): Promise<{ tried: number }> => ({ tried: await sendAlerts(calls) }),
);
