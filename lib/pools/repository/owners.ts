import * as clock from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { batchGet } from '#lib/db/batch';
import { either, hasNo, is, isNew } from '#lib/db/conditions';
import { heldBy, holderKey, ownerKey } from '#lib/db/keys';
import { type Item, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transactNamed } from '#lib/db/transact';
import type { PoolRecord, ResourceRecord } from '../records.ts';
import { type AllocateTerms, claimStep, type ReleaseOutcome, refusedBy, release, releaseStep } from './claims.ts';
import type { Spot } from './spots.ts';

/**
 * Which resource an owner was last given in a pool. The resource says whether that still holds; what makes racing
 * allocations of one owner meet is that each of them must change this one item from the `version` that it saw.
 * `ranged`: it is one of the pool's ranges. `isBefore`: it was written by a release before 0.2, under another key.
 */
export interface Pointer {
  pool: string;
  born: string;
  resource: string;
  ranged: boolean;
  block: boolean;
  version: string;
  isBefore: boolean;
}

const asPointer = (item: Item): Pointer => ({
  pool: String(item.pool),
  born: String(item.born),
  resource: String(item.resource),
  ranged: item.ranged === true,
  block: item.type === 'block-owner',
  version: String(item.turn),
  isBefore: item.owner === undefined,
});

export const findPointer = async ({ id, born, legacy }: PoolRecord, owner: string): Promise<Pointer | undefined> => {
  const keys = [holderKey(owner, id), ...(legacy ? [ownerKey(id, owner)] : [])];
  const [now, before] = legacy ? await batchGet(keys) : [await table.get(holderKey(owner, id))];
  const pointer = [now, before].flatMap((item) => (item ? [asPointer(item)] : [])).find((one) => one.born === born);
  if (pointer) return pointer;
  return now && now.owner !== undefined ? asPointer(now) : undefined;
};

/** All that an owner was given, in all pools. */
export const pointersOf = async (owner: string): Promise<Pointer[]> => {
  const found: Pointer[] = [];
  for await (const items of table.queryAll(heldBy(owner))) found.push(...items.map(asPointer));
  return found;
};

export const asPointers = (items: readonly Item[]): Pointer[] => items.map(asPointer);

/** Pointers that time alone may make wrong are swept out by TTL, a day after that. */
const DAY_MS = 24 * 3600 * 1000;
const sweptAt = (backAt: Date): number => clock.seconds(clock.later(backAt, DAY_MS));

/**
 * Gives a resource to an owner, and remembers it, or does neither and gives undefined: another call was faster to change
 * the pointer, or to have the resource.
 */
export const allocateOwned = async (
  spot: Spot,
  terms: AllocateTerms & { owner: string },
  seen: Pointer | undefined,
  now: Date,
): Promise<ResourceRecord | undefined> => {
  const { owner, ttlSeconds } = terms;
  const { pool, id, place } = spot;
  const back =
    ttlSeconds === undefined ? undefined : clock.later(now, (ttlSeconds + (pool.coolDownSeconds ?? 0)) * 1000);
  const pointer = {
    ...holderKey(owner, pool.id),
    type: 'owner',
    pool: pool.id,
    born: pool.born,
    owner,
    resource: id,
    ...(place !== undefined && { ranged: true }),
    turn: randomId(),
    ...(back && { expiresAtSeconds: sweptAt(back) }),
  };
  const claim = claimStep(spot, terms, now);
  const isAsSeen = seen && !seen.isBefore ? is('turn', seen.version) : isNew;
  const refused = await transactNamed({ pointer: step.put(pointer, isAsSeen), resource: claim.step });
  return refused ? undefined : claim.record;
};

const pointerStep = (pool: string, owner: string, id: string, backAt: string | undefined): Step =>
  backAt === undefined
    ? step.remove(holderKey(owner, pool), either(hasNo('resource'), is('resource', id)))
    : step.update(
        holderKey(owner, pool),
        { set: { turn: randomId(), expiresAtSeconds: sweptAt(new Date(backAt)) } },
        is('resource', id),
      );

/** Releases a resource as it was seen, and lets its owner's pointer go: at once, or when the cool-down has passed. */
export const releaseOwned = async (
  spot: Spot,
  seen: ResourceRecord,
  backAt: string | undefined,
): Promise<ReleaseOutcome> => {
  if (seen.owner === undefined) return release(spot, seen, backAt);
  const refused = await transactNamed({
    resource: releaseStep(spot, seen, backAt),
    pointer: pointerStep(spot.pool.id, seen.owner, seen.id, backAt),
  });
  if (!refused) return 'released';
  // The pointer has gone on to another resource, and may stay there.
  return refused.resource ? refusedBy(refused.resource.item) : release(spot, seen, backAt);
};
