import { metered } from '#lib/core/metrics';
import type { Chunk } from '#lib/monitor/chunk';
import { probeHanded } from '#lib/monitor/sweep';

export const handler = metered((chunk: Chunk) => probeHanded(chunk));
