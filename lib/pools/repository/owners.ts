import * as clock from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { either, hasNo, is, isNew } from '#lib/db/conditions';
import { TransactionCanceled } from '#lib/db/errors';
import { ownerKey } from '#lib/db/keys';
import { type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact } from '#lib/db/transact';
import type { ResourceRecord } from '../model.ts';
import { type AllocateTerms, claimStep, release, releaseStep } from './resources.ts';

/**
 * Which resource an owner was last given in a pool. The resource says whether that still holds; what makes racing
 * allocations of one owner meet is that each of them must change this one item from the `turn` that it saw.
 */
export interface Pointer {
  resource: string;
  turn: string;
}

export const findPointer = async (pool: string, owner: string): Promise<Pointer | undefined> => {
  const item = await table.get(ownerKey(pool, owner));
  return item && { resource: String(item.resource), turn: String(item.turn) };
};

/** Pointers that time alone may make wrong are swept out by TTL, a day after that. */
const DAY_MS = 24 * 3600 * 1000;
const sweptAt = (backAt: Date): number => clock.seconds(clock.later(backAt, DAY_MS));

/**
 * Gives a resource to an owner, and remembers it, or does neither.
 * @throws TransactionCanceled: first the pointer that another call was faster to change, then the resource.
 */
export const allocateOwned = async (
  pool: string,
  { id, born }: Pick<ResourceRecord, 'id' | 'born'>,
  terms: AllocateTerms & { owner: string },
  seen: Pointer | undefined,
  now: Date,
): Promise<void> => {
  const { owner, ttlSeconds, coolDownSeconds = 0 } = terms;
  const back = ttlSeconds === undefined ? undefined : clock.later(now, (ttlSeconds + coolDownSeconds) * 1000);
  const pointer = {
    ...ownerKey(pool, owner),
    type: 'owner',
    pool,
    born,
    resource: id,
    turn: randomId(),
    ...(back && { expiresAtSeconds: sweptAt(back) }),
  };
  await transact([step.put(pointer, seen ? is('turn', seen.turn) : isNew), claimStep(pool, id, terms, now)]);
};

const pointerStep = (pool: string, owner: string, id: string, backAt: string | undefined): Step =>
  backAt === undefined
    ? step.remove(ownerKey(pool, owner), either(hasNo('resource'), is('resource', id)))
    : step.update(
        ownerKey(pool, owner),
        { set: { turn: randomId(), expiresAtSeconds: sweptAt(new Date(backAt)) } },
        is('resource', id),
      );

/**
 * Releases a resource as it was seen, and lets its owner's pointer go: at once, or when the cool-down has passed.
 * @throws ConditionFailed or TransactionCanceled when it is not as it was.
 */
export const releaseOwned = async (pool: string, seen: ResourceRecord, backAt: string | undefined): Promise<void> => {
  if (seen.owner === undefined) return release(pool, seen, backAt);
  try {
    await transact([releaseStep(pool, seen, backAt), pointerStep(pool, seen.owner, seen.id, backAt)]);
  } catch (error) {
    const [resource] = error instanceof TransactionCanceled ? error.refusals : [error];
    if (resource) throw error;
    // The pointer has gone on to another resource, and may stay there.
    await release(pool, seen, backAt);
  }
};
