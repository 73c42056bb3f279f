import type { Resource, View } from './model.ts';
import type { ResourceRecord } from './records.ts';

type Kept = Pick<ResourceRecord, 'status' | 'leaseUntil' | 'backAt'>;

/** Whether somebody has the resource at that moment (ISO): an allocation whose lease is over counts as released. */
export const isHeld = ({ status, leaseUntil }: Kept, at: string): boolean =>
  status === 'ALLOCATED' && !(leaseUntil !== undefined && leaseUntil <= at);

/** Whether anybody may have it at that moment. */
export const isFree = ({ status, backAt }: Kept, at: string): boolean =>
  backAt === undefined ? status === 'RELEASED' : backAt <= at;

/** A resource as callers see it at that moment. */
export const shown = (record: ResourceRecord, at: string, view: View): Resource => {
  const { id, ip_address, owner, leaseUntil, backAt } = record;
  const held = isHeld(record, at);
  const plain: Resource = { id, ip_address, status: held ? 'ALLOCATED' : 'RELEASED' };
  if (view === 'plain') return plain;
  return {
    ...plain,
    ...(held && owner !== undefined && { owner }),
    ...(held && leaseUntil !== undefined && { lease_until: leaseUntil }),
    ...(!held && backAt !== undefined && backAt > at && { cooling_until: backAt }),
  };
};

/** A resource as the caller sees it that allocated it: of a lease they are told the name of the allocation, too. */
export const shownToHolder = (
  record: ResourceRecord,
  { owner, ttlSeconds }: { owner?: string | undefined; ttlSeconds?: number | undefined },
  at: string,
): Resource => ({
  ...shown(record, at, owner === undefined && ttlSeconds === undefined ? 'plain' : 'full'),
  ...(ttlSeconds !== undefined && record.allocation !== undefined && { allocation: record.allocation }),
});
