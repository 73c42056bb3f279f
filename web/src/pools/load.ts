import { useRef } from 'preact/hooks';
import { api } from '../core/api.ts';
import { serverNow } from '../core/clock.ts';
import type { BlockUse, PoolHead, Resource, Use } from '../core/model.ts';
import { type Polling, preload, usePolling } from '../core/use-polling.ts';
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

/** Whether a part is shown address by address. */
const isSmall = (within: string): boolean => {
  const [address = '', bits] = within.split('/');
  return Number(bits) >= (address.includes(':') ? 120 : 24);
};

/** The first address of a part: of IPv6 as it was written. */
const firstOf = (within: string): string => {
  const [address = '', bits] = within.split('/');
  if (address.includes(':')) return address;
  const octets = address.split('.');
  return [...octets.slice(0, 3), Number(octets[3]) & (-1 << (32 - Number(bits)))].join('.');
};

const loadAddresses = (id: string, from: string) =>
  api('GET /api/pools/{id}', { params: { id }, query: { view: 'full', limit: PART, from } });

const loadPart = async (id: string, within: string): Promise<SeenPool> => {
  const small = isSmall(within);
  const from = firstOf(within);
  // Where the addresses will be wanted, they are asked for beside the counts.
  const [{ prefixes = [], blocks = [], ...use }, beside] = await Promise.all([
    api('GET /api/pools/{id}/use', { params: { id }, query: { within } }),
    small ? loadAddresses(id, from) : api('GET /api/pools/{id}', { params: { id }, query: { limit: 1, view: 'full' } }),
  ]);
  const single = blocks.every(({ total }) => Number(total) === 1);
  const begin = blocks[0]?.prefix.split('/')[0] ?? from;
  const isThere = !single || (small && (begin === from || !from.includes(':')));
  const pool = isThere ? beside : await loadAddresses(id, begin);
  const there = new Set(blocks.map(({ prefix }) => prefix.split('/')[0]));
  return {
    head: headIn(pool),
    use,
    prefixes,
    blocks: single ? undefined : blocks,
    resources: single ? pool.resources.filter(({ ip_address }) => there.has(ip_address)) : undefined,
  };
};

/** Whether a pool is shown part by part. */
const isParted = ({ total }: Pick<Use, 'total'>): boolean => Number(total) > SHOWN_WHOLE;

interface Known {
  seen: SeenPool;
  use: string;
  within: string;
  at: number;
}

/** A part of a pool that is not shown yet: what is known of all of it. */
const pendingOf = ({ head, use, prefixes }: SeenPool): SeenPool | undefined =>
  prefixes.length > 0 ? { head, use, prefixes, blocks: undefined, resources: undefined } : undefined;

const kept = (id: string, within: string) => ({ keep: `pool ${id}`, key: within });

/** Loads a part that is likely to be looked into. */
export const preloadPart = (id: string, within: string): void =>
  void preload(() => loadPart(id, within), kept(id, within)).catch(() => undefined);

/** The counts cost next to nothing; addresses are read only when the counts have changed, or after a while. */
export const usePool = (id: string, within: string): Polling<SeenPool> => {
  const last = useRef<Known | undefined>(undefined);
  const live = usePolling<SeenPool>(
    async () => {
      const known = last.current;
      const counts = api('GET /api/pools/{id}/use', { params: { id } });
      // Of a pool that is known to be large, another part is asked for at once.
      const part =
        known && known.within !== within && known.seen.prefixes.length > 0 ? loadPart(id, within) : undefined;
      const [use, found] = await Promise.all([counts, part]);
      const same = known?.use === JSON.stringify(use) && known.within === within;
      if (known && same && serverNow() - known.at < ADDRESSES_EVERY_MS) return known.seen;
      const seen = found ?? (await (isParted(use) ? loadPart(id, within) : loadWhole(id)));
      last.current = { seen, use: JSON.stringify(use), within, at: serverNow() };
      return seen;
    },
    { everyMs: EVERY_MS, ...kept(id, within) },
  );
  const refresh = async (): Promise<void> => {
    last.current = undefined;
    await live.refresh();
  };
  const data = live.data ?? (live.error === undefined && last.current ? pendingOf(last.current.seen) : undefined);
  return { ...live, data, refresh };
};
