import * as pools from '#lib/pools/service';
import type { EnrollmentRecord } from '../enrollment.ts';

/** The name under which a device holds addresses. An owner's name neither begins nor ends with a space; an id may. */
const ownerOf = (device: string): string => (device === device.trim() ? device : encodeURIComponent(device));

/** Allocates: the same address however often, for it is held by the device. @throws AppError 404, 409. */
export const allocate = async (
  { plan, device }: EnrollmentRecord,
  now: () => Date,
): Promise<Partial<EnrollmentRecord>> => {
  const pool = plan.address?.pool ?? '';
  const { id, ip_address } = await pools.allocateOwned(pool, undefined, { owner: ownerOf(device) }, { now });
  return { address: { pool, id, ip_address } };
};

/** Releases what the device holds, whether that was written down or not; what others hold by now stays theirs. */
export const release = async ({ plan, address, device, retiring }: EnrollmentRecord): Promise<void> => {
  const pool = address?.pool ?? plan.address?.pool;
  if (pool === undefined || retiring?.keepAddress) return;
  await pools.releaseByOwner(pool, ownerOf(device));
};
