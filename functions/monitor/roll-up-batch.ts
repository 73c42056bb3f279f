import type { Context } from 'aws-lambda';
import { metered } from '#lib/core/metrics';
import { type RollUpBatch, rollUpBatch } from '#lib/monitor/service/roll-up-batch';

/** A window of a group is begun only with that much time left. */
const RESERVE_MS = 120_000;

export const handler = metered((batch: RollUpBatch, context: Context) =>
  rollUpBatch(batch, { shouldStop: () => context.getRemainingTimeInMillis() < RESERVE_MS }),
);
