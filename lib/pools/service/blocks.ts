import * as clock from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { count } from '#lib/core/metrics';
import { allocationEnded, heldByAnother, noFreeBlock, poolContended, resourceUnknown } from '../errors.ts';
import { encodeIntervals } from '../interval-codec.ts';
import { type Interval, shrink, sizeOf, subtract, union } from '../intervals.ts';
import { alignedDown, blockSize, isV4, placeOf } from '../ip-ranges.ts';
import type { Resource } from '../model.ts';
import { type BlockRecord, blocksOf, exploredOf, openOf, type PoolRecord, rangesOf } from '../records.ts';
import * as blocks from '../repository/blocks.ts';
import * as pools from '../repository/pools.ts';
import { collect, listBetween } from '../repository/resources.ts';
import { SLOT_BITS } from '../repository/spots.ts';
import { isFree } from '../resource-state.ts';
import { settled } from './lifecycle.ts';

/** What a release must find, or else it frees nothing: the owner, or the allocation by its name. */
export interface Fence {
  owner?: string | undefined;
  allocation?: string | undefined;
}

/** Ids of blocks are random (version 4); those of addresses are of version 8, or 5 where the release before made them. */
export const isBlockId = (id: string): boolean => /^.{14}4/.test(id);

export const showBlock = (
  { id, ip_address, prefixLength, status, owner }: BlockRecord,
  view: 'plain' | 'full' = 'plain',
): Resource => ({
  id,
  ip_address,
  prefix_length: prefixLength,
  status,
  ...(view === 'full' && owner !== undefined && { owner }),
});

const stretchOf = ({ ip_address, prefixLength }: BlockRecord): Interval => {
  const first = placeOf(ip_address);
  return { first, last: first + blockSize(first, prefixLength) - 1n };
};

/** Aligned blocks that lie in a set as a whole, the highest first: single addresses are given from the lowest on. */
function* alignedBlocks(set: readonly Interval[], prefixLength: number): Generator<Interval> {
  for (const { first, last } of [...set].reverse()) {
    if (isV4(first) && prefixLength > 32) continue;
    const size = blockSize(first, prefixLength);
    if (last - first + 1n < size) continue;
    for (let at = alignedDown(last - size + 1n, size); at >= first; at -= size)
      yield { first: at, last: at + size - 1n };
  }
}

/** IPv4 has prefix lengths up to 32; a longer one, or one of a pool without IPv4, is meant for IPv6. */
const familyOf = (pool: PoolRecord, prefixLength: number): Interval[] => {
  const open = openOf(pool);
  const v4 = open.filter(({ first }) => isV4(first));
  return prefixLength <= 32 && rangesOf(pool).some(({ first }) => isV4(first))
    ? v4
    : open.filter((one) => !v4.includes(one));
};

/** So many blocks are looked at one by one, before the pool is read as a whole. */
const LOOKED_AT = 8;

const isAllFree = async (pool: PoolRecord, { first, last }: Interval, now: () => Date): Promise<boolean> => {
  const at = clock.iso(now());
  return (await listBetween(pool, first, last)).every((one) => isFree(one, at));
};

/** What of a pool is held or cools down, with the digest of the reading. */
const readBusy = async (pool: PoolRecord, now: () => Date): Promise<{ digest: string; busy: Interval[] }> => {
  const at = clock.iso(now());
  const places: Interval[] = [];
  const digest = await collect(pool, (one) => {
    if (!one.ranged || isFree(one, at)) return;
    const place = placeOf(one.ip_address);
    places.push({ first: place, last: place });
  });
  return { digest, busy: union(places) };
};

/** A block that is free, or the digest of a reading in which none is. */
const findBlock = async (
  pool: PoolRecord,
  prefixLength: number,
  now: () => Date,
): Promise<Interval | { digest: string }> => {
  let looked = 0;
  for (const block of alignedBlocks(familyOf(pool, prefixLength), prefixLength)) {
    if (await isAllFree(pool, block, now)) return block;
    looked += 1;
    if (looked === LOOKED_AT) break;
  }
  const { digest, busy } = await readBusy(pool, now);
  const [block] = alignedBlocks(subtract(familyOf(pool, prefixLength), busy), prefixLength);
  return block ?? { digest };
};

const TRIES = 30;

/**
 * Allocates a whole free, aligned block of the pool, all or none. It is announced in the pool's item first; see
 * lifecycle.ts. @throws AppError 404, or 409 when there is none.
 */
export const allocateBlock = async (
  id: string,
  prefixLength: number,
  { owner, now = clock.now }: { owner?: string | undefined; now?: () => Date } = {},
): Promise<Resource> => {
  let before: string | undefined;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const pool = await settled(id, { now });
    const found = await findBlock(pool, prefixLength, now);
    if ('digest' in found) {
      if (found.digest === before) throw noFreeBlock(id, prefixLength);
      before = found.digest;
      continue;
    }
    const name = randomId();
    const pending = {
      name,
      kind: 'block',
      first: String(found.first),
      last: String(found.last),
      prefixLength,
      ...(owner !== undefined && { owner }),
    };
    await pools.change(pool, { set: { pending } });
    await settled(id, { now });
    // Whatever that came to: its answer may be lost, and it was decided by others before it was sent again.
    const block = await blocks.find(pool, name);
    if (block) {
      count('AddressesAllocated', Number(sizeOf(found)));
      return showBlock(block, owner === undefined ? 'plain' : 'full');
    }
    await clock.sleep(clock.jitter(Math.min(attempt, 4)));
  }
  throw poolContended(id);
};

/** Releases a block as one; a repeat is safe. @throws AppError 404, or 409 when somebody else holds it. */
export const releaseBlock = async (
  id: string,
  blockId: string,
  { owner, allocation, now = clock.now }: Fence & { now?: () => Date } = {},
): Promise<Resource> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const pool = await settled(id, { now });
    const block = await blocks.find(pool, blockId);
    if (!block) throw resourceUnknown(id, blockId);
    // A block is allocated once under its id, which no lease has.
    if (allocation !== undefined) throw allocationEnded(block.ip_address);
    if (block.status === 'RELEASED') return showBlock(block);
    if (owner !== undefined && block.owner !== owner) throw heldByAnother(block.ip_address);
    const stretch = [stretchOf(block)];
    const set = {
      blocks: encodeIntervals(subtract(blocksOf(pool), stretch)),
      ...(pool.explored && { explored: encodeIntervals(subtract(exploredOf(pool), shrink(stretch, SLOT_BITS))) }),
    };
    if (await pools.change(pool, { set }, blocks.releaseSteps(block, now())))
      return showBlock({ ...block, status: 'RELEASED' });
    await clock.sleep(clock.jitter(Math.min(attempt, 4)));
  }
  throw poolContended(id);
};

/** The block of a pool with that id. @throws AppError 404. */
export const getBlock = async (pool: PoolRecord, id: string, view: 'plain' | 'full' = 'plain'): Promise<Resource> => {
  const block = await blocks.find(pool, id);
  if (!block) throw resourceUnknown(pool.id, id);
  return showBlock(block, view);
};
