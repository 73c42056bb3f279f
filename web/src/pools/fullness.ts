import type { BlockUse, Resource, Use } from '../core/model.ts';

export type Fullness = 'free' | 'some' | 'high' | 'full';

const HIGH = 0.8;
const FULL = 0.95;

/** How much of a pool or of a part of it is allocated, from 0 to 1. Counts past 2^53 come as text: exact enough here. */
export const shareOf = ({ total, allocated }: Pick<Use | BlockUse, 'total' | 'allocated'>): number =>
  Number(total) > 0 ? Number(allocated) / Number(total) : 0;

export const fullnessOf = (share: number): Fullness => {
  if (share >= FULL) return 'full';
  if (share >= HIGH) return 'high';
  return share > 0 ? 'some' : 'free';
};

/** The use of a pool all of whose addresses are known: exactly what its map shows. */
export const useOf = (resources: readonly Resource[]): Use => {
  const allocated = resources.filter(({ status }) => status === 'ALLOCATED').length;
  const cooling = resources.filter(({ cooling_until }) => cooling_until !== undefined).length;
  return { total: resources.length, allocated, released: resources.length - allocated, cooling };
};
