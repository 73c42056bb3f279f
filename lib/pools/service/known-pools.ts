import type { PoolRecord } from '../records.ts';
import { settled } from './lifecycle.ts';
import { recall, remember } from './pool-cache.ts';

/** The pool as it was seen last or, where nothing is known of it, as it is. @throws AppError 404. */
export const knownPool = async (id: string, options: { now?: () => Date } = {}): Promise<PoolRecord> =>
  recall(id) ?? remember(await settled(id, options));
