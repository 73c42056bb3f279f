import type { PoolHead } from '../model.ts';
import type { PoolRecord } from '../records.ts';

/** What a pool is, without its addresses. Its entity tag is that of this. */
export const headOf = ({ id, name, space, description, network, coolDownSeconds }: PoolRecord): PoolHead => ({
  id,
  name,
  ...(space !== undefined && { space }),
  ...(description !== undefined && { description }),
  ...(network !== undefined && { network }),
  ...(coolDownSeconds !== undefined && { cool_down_seconds: coolDownSeconds }),
});
