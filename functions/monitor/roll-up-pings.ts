import type { Context } from 'aws-lambda';
import { metered } from '#lib/core/metrics';
import { rollUp } from '#lib/monitor/service/roll-up';

/** A day of averages is begun only with that much time left. */
const RESERVE_MS = 300_000;

export const handler = metered((_event: unknown, context: Context) =>
  rollUp({ shouldStop: () => context.getRemainingTimeInMillis() < RESERVE_MS }),
);
