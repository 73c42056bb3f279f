import type { Resource, ResourceRecord, View } from './model.ts';

type Kept = Pick<ResourceRecord, 'status' | 'leaseUntil' | 'backAt'>;

/** Whether somebody has the resource at that moment (ISO): an allocation whose lease is over counts as released. */
export const isHeld = ({ status, leaseUntil }: Kept, at: string): boolean =>
  status === 'ALLOCATED' && !(leaseUntil !== undefined && leaseUntil <= at);

/** Whether anybody may have it at that moment, if no deletion has put its seal on it. */
export const isFree = ({ status, backAt }: Kept, at: string): boolean =>
  backAt === undefined ? status === 'RELEASED' : backAt <= at;

/** A resource as callers see it at that moment. */
export const shown = (stored: ResourceRecord, at: string, view: View): Resource => {
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
