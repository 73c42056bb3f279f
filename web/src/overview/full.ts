import { api } from '../core/api.ts';
import type { PoolUse, Use } from '../core/model.ts';
import { allPages } from '../core/pages.ts';

/** A pool is nearly full when no more than a tenth of it is free. */
const NEARLY = 0.9;

export interface Full {
  id: string;
  name: string;
  use: Use;
  /** What cannot be allocated now, of 1. */
  share: number;
}

/** How much of a pool cannot be allocated now: what is held, and what cools down. */
const takenShare = ({ total, allocated, cooling }: Use): number =>
  Number(total) > 0 ? (Number(allocated) + cooling) / Number(total) : 0;

/** The pools that are nearly full, the fullest first. */
export const loadFull = async (): Promise<Full[]> => {
  const pools: PoolUse[] = await allPages((cursor) =>
    api('GET /api/pools', { query: { fields: 'head', limit: 1000, cursor } }),
  );
  return pools
    .flatMap(({ id, name, use }) => (use ? [{ id, name, use, share: takenShare(use) }] : []))
    .filter(({ share }) => share >= NEARLY)
    .sort((a, b) => b.share - a.share || a.id.localeCompare(b.id));
};
