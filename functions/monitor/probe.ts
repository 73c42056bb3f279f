import type { Chunk } from '#lib/monitor/chunk';
import { probeHanded } from '#lib/monitor/sweep';

export const handler = (chunk: Chunk) => probeHanded(chunk);
