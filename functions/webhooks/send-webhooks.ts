import { metered } from '#lib/core/metrics';
import * as webhooks from '#lib/webhooks/service';

/** Invoked with deliveries, or with what is held back, by whoever has just seen events; without either by the schedule. */
export const handler = metered(
  async ({ calls, holds }: webhooks.Work): Promise<{ tried: number }> => ({
    tried: await webhooks.send({ calls, holds }),
  }),
);
