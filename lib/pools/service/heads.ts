import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { assertMatch } from '#lib/core/etag';
import { optimisticRetry } from '#lib/core/optimistic-retry';
import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import { openCursor, sealCursor } from '#lib/db/cursor';
import { poolContended } from '../errors.ts';
import type { Network, PoolHead, Usage } from '../model.ts';
import { assertNetworkFits } from '../network.ts';
import { type PoolRecord, rangesOf } from '../records.ts';
import * as pools from '../repository/pools.ts';
import { headOf } from './head.ts';
import { isThere, settled } from './lifecycle.ts';
import { remember } from './pool-cache.ts';
import { usageIn } from './usage.ts';

/** Pools by their ids, without their resources; those that are not there are left out. */
export const getHeads = async (ids: readonly string[]): Promise<Map<string, PoolHead>> => {
  const records = (await pools.findMany(ids)).filter(isThere);
  return new Map(records.map((record) => [record.id, headOf(record)]));
};

const HEADS = 'pools without resources';

const listRecords = async ({ limit = MAX_PAGE_SIZE, cursor }: Paging): Promise<Page<PoolRecord>> => {
  const [afterId] = cursor === undefined ? [] : openCursor(HEADS, cursor);
  const items: PoolRecord[] = [];
  for await (const page of pools.pagesOfPools(afterId, limit + 1)) {
    items.push(...page.filter(isThere));
    if (items.length > limit) break;
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, cursor: last && items.length > limit ? sealCursor(HEADS, [last.id]) : undefined };
};

/** Pools in the order of their ids, without their resources. @throws AppError 400 for a bad cursor. */
export const listHeads = async (paging: Paging): Promise<Page<PoolHead>> => {
  const { items, cursor } = await listRecords(paging);
  return { items: items.map(headOf), cursor };
};

const USES_IN_FLIGHT = 16;

/** The same, each with its use. @throws AppError 400 for a bad cursor. */
export const listUsed = async (
  paging: Paging = {},
  { now = clock.now }: { now?: () => Date } = {},
): Promise<Page<PoolHead & { use: Usage }>> => {
  const { items, cursor } = await listRecords(paging);
  const uses = await pLimit(USES_IN_FLIGHT).map(items, (record) => usageIn(record, now()));
  return { items: items.map((record, i) => ({ ...headOf(record), use: uses[i] as Usage })), cursor };
};

export interface PoolEdit {
  name?: string | undefined;
  description?: string | null | undefined;
  network?: Network | null | undefined;
  coolDownSeconds?: number | undefined;
}

/**
 * Changes what a pool is, not what it has; null takes a description or network away.
 * @throws AppError 404, 412 when `ifMatch` does not hold, or 400 for a network of another family.
 */
export const edit = (
  id: string,
  { name, description, network, coolDownSeconds }: PoolEdit,
  { ifMatch, now = clock.now }: { ifMatch?: string | undefined; now?: () => Date } = {},
): Promise<PoolHead> => {
  const remove = [...(description === null ? ['description'] : []), ...(network === null ? ['network'] : [])];
  const set = { name, description: description ?? undefined, network: network ?? undefined, coolDownSeconds };
  return optimisticRetry(
    async () => {
      const pool = await settled(id, { now });
      assertMatch(ifMatch, headOf(pool));
      assertNetworkFits(network, rangesOf(pool));
      const changed = await pools.change(pool, { set, remove });
      return changed && headOf(remember(changed));
    },
    () => poolContended(id),
  );
};
