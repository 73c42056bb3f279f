import { AsyncLocalStorage } from 'node:async_hooks';
import { unavailable } from './errors.ts';

/** The right to do something alone, until a moment that its holder moves on for as long as it lives. */
export interface Lease {
  untilMs: number;
}

const leases = new AsyncLocalStorage<Lease>();

/** Does `work` under a lease. */
export const underLease = <T>(lease: Lease, work: () => Promise<T>): Promise<T> => leases.run(lease, work);

/**
 * Nothing may be written any more once the lease has ended: a process that was frozen for too long must not go on beside
 * the one that took its place (the lease's fence; Kleppmann, "How to do distributed locking").
 * @throws AppError 503.
 */
export const assertLease = (): void => {
  const lease = leases.getStore();
  if (lease && Date.now() >= lease.untilMs)
    throw unavailable('call.overtaken', 'The call took too long, and another one with its key may have begun.');
};
