import type { Resource } from '../core/model.ts';

export type CellState = 'free' | 'allocated' | 'cooling';

export const cellState = ({ status, cooling_until }: Resource): CellState => {
  if (status === 'ALLOCATED') return 'allocated';
  return cooling_until === undefined ? 'free' : 'cooling';
};

export const CELL_WORDS: Record<CellState, string> = { free: 'free', allocated: 'allocated', cooling: 'cooling down' };

export interface Block {
  /** What all addresses of the block begin with: `10.0.0.`; empty where they have nothing in common. */
  prefix: string;
  resources: Resource[];
}

const prefixOf = (ip: string): string => ip.slice(0, Math.max(ip.lastIndexOf('.'), ip.lastIndexOf(':')) + 1);

/** Fewer than so many addresses to a block, and blocks would only be in the way. */
const WORTH_A_BLOCK = 4;

/** Addresses in blocks of common beginning (an IPv4 /24, the last part of an IPv6 address), in their order. */
export const blocksOf = (resources: readonly Resource[]): Block[] => {
  const blocks = new Map<string, Resource[]>();
  for (const resource of resources) {
    const prefix = prefixOf(resource.ip_address);
    const block = blocks.get(prefix);
    if (block) block.push(resource);
    else blocks.set(prefix, [resource]);
  }
  if (blocks.size > 1 && resources.length / blocks.size < WORTH_A_BLOCK)
    return [{ prefix: '', resources: [...resources] }];
  return [...blocks].map(([prefix, found]) => ({ prefix, resources: found }));
};

/** How large the cells are drawn, so that what there is fits on a screen. */
export const cellSize = (count: number): 'large' | 'medium' | 'small' => {
  if (count <= 128) return 'large';
  return count <= 1100 ? 'medium' : 'small';
};
