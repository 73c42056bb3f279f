import { useRef } from 'preact/hooks';
import { api } from '../core/api.ts';
import { serverNow } from '../core/clock.ts';
import type { BlockUse, PoolHead, Resource, Use } from '../core/model.ts';
import { type Polling, usePolling } from '../core/use-polling.ts';
import { useOf } from './fullness.ts';

const EVERY_MS = 5000;
/** Without a change of its counts a pool's addresses are read again so often. */
const ADDRESSES_EVERY_MS = 30_000;
/** A pool of up to so many addresses is shown as a whole, one that is larger part by part. */
const SHOWN_WHOLE = 4096;
/** A part of up to so many addresses is shown address by address. */
const PART = 256;

export interface SeenPool {
  head: PoolHead;
  use: Use;
  /** Of a pool that is shown part by part: what all of it is in, and the parts of the one that is looked at. */
  prefixes: readonly string[];
  blocks: readonly BlockUse[] | undefined;
  resources: readonly Resource[] | undefined;
}

const headIn = ({
  resources: _,
  next_cursor: __,
  ...head
}: PoolHead & { resources: unknown; next_cursor?: unknown }): PoolHead => head;

const loadWhole = async (id: string): Promise<SeenPool> => {
  const pool = await api('GET /api/pools/{id}', { params: { id }, query: { view: 'full' } });
  const { resources } = pool;
  // Counted from what the map shows, so that the bar never trails it.
  return { head: headIn(pool), use: useOf(resources), prefixes: [], blocks: undefined, resources };
};

/** All addresses of blocks that have one each, or few. */
const loadAddresses = async (id: string, blocks: readonly BlockUse[]) => {
  const [from = ''] = blocks[0]?.prefix.split('/') ?? [];
  return api('GET /api/pools/{id}', { params: { id }, query: { view: 'full', limit: PART, from } });
};

const loadPart = async (id: string, within: string): Promise<SeenPool> => {
  const {
    prefixes = [],
    blocks = [],
    ...use
  } = await api('GET /api/pools/{id}/use', {
    params: { id },
    query: { within },
  });
  const single = blocks.every(({ total }) => Number(total) === 1);
  const pool = await (single
    ? loadAddresses(id, blocks)
    : api('GET /api/pools/{id}', { params: { id }, query: { limit: 1, view: 'full' } }));
  const there = new Set(blocks.map(({ prefix }) => prefix.split('/')[0]));
  return {
    head: headIn(pool),
    use,
    prefixes,
    blocks: single ? undefined : blocks,
    resources: single ? pool.resources.filter(({ ip_address }) => there.has(ip_address)) : undefined,
  };
};

/** The counts cost next to nothing; addresses are read only when the counts have changed, or after a while. */
export const usePool = (id: string, within: string): Polling<SeenPool> => {
  const last = useRef<{ seen: SeenPool; use: string; within: string; at: number } | undefined>(undefined);
  const live = usePolling<SeenPool>(
    async () => {
      const use = await api('GET /api/pools/{id}/use', { params: { id } });
      const known = last.current;
      const same = known?.use === JSON.stringify(use) && known.within === within;
      if (known && same && serverNow() - known.at < ADDRESSES_EVERY_MS) return known.seen;
      const seen = await (Number(use.total) <= SHOWN_WHOLE ? loadWhole(id) : loadPart(id, within));
      last.current = { seen, use: JSON.stringify(use), within, at: serverNow() };
      return seen;
    },
    { everyMs: EVERY_MS, keep: `pool ${id}`, key: within },
  );
  const refresh = async (): Promise<void> => {
    last.current = undefined;
    await live.refresh();
  };
  return { ...live, refresh };
};
