import { type AppError, errorsOf } from '#lib/core/errors';
import type { ResourceRecord } from './records.ts';
import { isHeld } from './resource-state.ts';

type Code =
  | 'pool.unknown'
  | 'pool.exists'
  | 'pool.in-use'
  | 'resource.unknown'
  | 'resource.exists'
  | 'resource.allocated'
  | 'resource.cooling'
  | 'resource.in-block'
  | 'pool.exhausted'
  | 'owner.holds-another'
  | 'resource.held-by-another'
  | 'allocation.ended'
  | 'space.overlap'
  | 'pool.contended'
  | 'pool.counting'
  | 'pool.changing';
const { conflict, notFound, unavailable } = errorsOf<Code>();

export const poolUnknown = (id: string): AppError => notFound('pool.unknown', `There is no pool ${id}.`);

export const poolExists = (id: string): AppError => conflict('pool.exists', `Pool ${id} already exists.`);

export const poolInUse = (id: string): AppError =>
  conflict('pool.in-use', `Pool ${id} has an allocated resource; release it first. Nothing was deleted.`);

export const resourceUnknown = (pool: string, id: string): AppError =>
  notFound('resource.unknown', `There is no resource ${id} in pool ${pool}.`);

export const resourceExists = (pool: string, address: string): AppError =>
  conflict('resource.exists', `Pool ${pool} already has ${address}.`);

export const resourceAllocated = ({ id, ip_address }: Pick<ResourceRecord, 'id' | 'ip_address'>): AppError =>
  conflict('resource.allocated', `Resource ${ip_address} is already allocated.`, { id });

export const resourceCooling = ({
  id,
  ip_address,
  backAt,
}: Pick<ResourceRecord, 'id' | 'ip_address' | 'backAt'>): AppError =>
  conflict('resource.cooling', `Resource ${ip_address} cools down until ${backAt}.`, { id });

/** Why a resource could not be had. */
export const notFree = (there: ResourceRecord, at: string): AppError =>
  isHeld(there, at) ? resourceAllocated(there) : resourceCooling(there);

/** `block`: its id, by which it is released. */
export const resourceInBlock = (address: string, block: string | undefined): AppError =>
  conflict(
    'resource.in-block',
    `${address} belongs to a block that is held as one.`,
    block === undefined ? {} : { block },
  );

/** That a pool has no, or not enough, resources left. */
export const poolExhausted = (pool: string, wanted = 1) =>
  conflict(
    'pool.exhausted',
    wanted === 1
      ? `Pool ${pool} has no released resource left.`
      : `Pool ${pool} has fewer than ${wanted} released resources left.`,
  );

export const noFreeBlock = (pool: string, prefixLength: number): AppError =>
  conflict('pool.exhausted', `Pool ${pool} has no free block of prefix length ${prefixLength} left.`);

export const ownerHoldsAnother = (
  owner: string,
  pool: string,
  { id, ip_address }: { id: string; ip_address: string },
): AppError => conflict('owner.holds-another', `${owner} already holds ${ip_address} of pool ${pool}.`, { id });

export const heldByAnother = (address: string): AppError =>
  conflict('resource.held-by-another', `${address} is held by somebody else. It was not released.`);

export const allocationEnded = (address: string): AppError =>
  conflict('allocation.ended', `This allocation of ${address} has ended. Nothing was released.`);

export const spaceOverlap = (space: string, range: string, pool: string): AppError =>
  conflict('space.overlap', `${range} overlaps pool ${pool} of space ${space}.`, { pool });

export const poolContended = (pool: string): AppError =>
  unavailable('pool.contended', `Too many callers change pool ${pool} at once; try again shortly.`);

export const poolCounting = (pool: string): AppError =>
  unavailable('pool.counting', `The changes of pool ${pool} are still being counted; try again shortly.`, 10);

export const poolChanging = (pool: string): AppError =>
  unavailable('pool.changing', `Pool ${pool} is changing constantly; recount it at a quieter time.`, 10);
