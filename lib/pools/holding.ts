import type { Resource, StoredResource, View } from './model.ts';

type Kept = Pick<StoredResource, 'status' | 'leaseUntil' | 'backAt' | 'owner' | 'seal'>;

/** Whether somebody has the resource at that moment (ISO): an allocation whose lease is over counts as released. */
export const isHeld = ({ status, leaseUntil }: Pick<Kept, 'status' | 'leaseUntil'>, at: string): boolean =>
  status === 'ALLOCATED' && !(leaseUntil !== undefined && leaseUntil <= at);

/** Whether anybody may have it at that moment. */
export const isFree = ({ status, backAt, seal }: Kept, at: string): boolean =>
  seal === undefined && (backAt === undefined ? status === 'RELEASED' : backAt <= at);

/** A resource as callers see it at that moment. */
export const shown = (stored: StoredResource, at: string, view: View): Resource => {
  const { id, ip_address, owner, leaseUntil, backAt } = stored;
  const held = isHeld(stored, at);
  const plain: Resource = { id, ip_address, status: held ? 'ALLOCATED' : 'RELEASED' };
  if (view === 'plain') return plain;
  return {
    ...plain,
    ...(held && owner !== undefined && { owner }),
    ...(held && leaseUntil !== undefined && { lease_until: leaseUntil }),
    ...(!held && backAt !== undefined && backAt > at && { cooling_until: backAt }),
  };
};
