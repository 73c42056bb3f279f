import { metered } from '#lib/core/metrics';
import type { ProbeBatch } from '#lib/monitor/service/probe-batch';
import { probeHanded } from '#lib/monitor/service/probe-handed';

export const handler = metered((chunk: ProbeBatch) => probeHanded(chunk));
