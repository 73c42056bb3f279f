import type { AppError } from '#lib/core/errors';
import { resourceInBlock } from '../errors.ts';
import { contains } from '../intervals.ts';
import { addressAt, blockSize, placeOf } from '../ip-ranges.ts';
import type { BlockRecord, PoolRecord } from '../records.ts';
import * as blocks from '../repository/blocks.ts';

const has = ({ ip_address, prefixLength }: BlockRecord, place: bigint): boolean => {
  const first = placeOf(ip_address);
  return contains([{ first, last: first + blockSize(first, prefixLength) - 1n }], place);
};

/**
 * Why an address of a block cannot be had, released or removed by itself. It names the block: who never got the answer to
 * its allocation can release it so.
 */
export const inBlockOf = async (pool: PoolRecord, place: bigint): Promise<AppError> => {
  for await (const page of blocks.pagesOfHeld(pool)) {
    const block = page.find((one) => has(one, place));
    if (block) return resourceInBlock(addressAt(place), block.id);
  }
  return resourceInBlock(addressAt(place), undefined);
};
