import { iso, later } from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { all, atMost, type Condition, either, hasNo, is, isNew } from '#lib/db/conditions';
import { orWhenRefused, unlessRefused } from '#lib/db/errors';
import { coolingResource, freeResource, leasedResource } from '#lib/db/keys';
import { type Item, type ItemUpdate, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transactNamed } from '#lib/db/transact';
import { freeListOf, ResourceRecord } from '../records.ts';
import { type Spot, shardOf } from './spots.ts';

/** On what terms a resource is allocated. */
export interface AllocateTerms {
  owner?: string | undefined;
  ttlSeconds?: number | undefined;
  /** The allocation that goes on, where a holder renews a lease. */
  allocation?: string | undefined;
}

/** What an allocation does to a resource; one that had no item has one from then on. */
const claim = ({ pool, id, address, place }: Spot, terms: AllocateTerms, now: Date): ItemUpdate => {
  const { owner, ttlSeconds, allocation = randomId() } = terms;
  const after = (s: number): string => iso(later(now, s * 1000));
  const identity = { type: 'resource', pool: pool.id, born: pool.born, id, ip_address: address, ranged: true };
  const set = {
    // What is there by its item keeps what it is.
    ...(place !== undefined && { ...identity, ...(pool.shards > 1 && { shard: shardOf(pool, place) }) }),
    status: 'ALLOCATED',
    owner,
    claim: randomId(),
    allocation,
  };
  const noOwner = owner === undefined ? ['owner'] : [];
  if (ttlSeconds === undefined) return { set, remove: ['leaseUntil', 'backAt', ...noOwner], index: null };
  const backAt = after(ttlSeconds + (pool.coolDownSeconds ?? 0));
  return {
    set: { ...set, leaseUntil: after(ttlSeconds), backAt },
    remove: noOwner,
    index: leasedResource(freeListOf(pool), backAt),
  };
};

/** Nobody holds it, judged by the clock; an owner may have back what was last theirs. */
const isClaimable = ({ place }: Spot, { owner }: AllocateTerms, now: Date): Condition =>
  either(
    ...(place === undefined ? [] : [isNew]),
    atMost('backAt', iso(now)),
    all(is('status', 'RELEASED'), hasNo('backAt')),
    ...(owner === undefined ? [] : [is('owner', owner)]),
  );

const isClaimableHere = (spot: Spot, terms: AllocateTerms, now: Date): Condition =>
  spot.place === undefined
    ? all(is('born', spot.pool.born), isClaimable(spot, terms, now))
    : isClaimable(spot, terms, now);

/** Allocates one resource, in one conditional write, made once; undefined when it cannot be had. */
export const allocate = (spot: Spot, terms: AllocateTerms, now: Date): Promise<ResourceRecord | undefined> =>
  orWhenRefused<ResourceRecord | undefined>(
    table
      .updateOnce(spot.key, claim(spot, terms, now), 'claim', isClaimableHere(spot, terms, now))
      .then((item) => ResourceRecord.parse(item)),
    () => undefined,
  );

/** The same in a transaction, with the resource as it is then. */
export const claimStep = (spot: Spot, terms: AllocateTerms, now: Date): { step: Step; record: ResourceRecord } => {
  const update = claim(spot, terms, now);
  return {
    step: step.update(spot.key, update, isClaimableHere(spot, terms, now)),
    record: ResourceRecord.parse({ id: spot.id, ip_address: spot.address, born: spot.pool.born, ...update.set }),
  };
};

/** Allocates all of them, or none and gives undefined. */
export const allocateAll = async (
  spots: readonly Spot[],
  terms: AllocateTerms,
  now: Date,
): Promise<ResourceRecord[] | undefined> => {
  const claims = spots.map((spot) => claimStep(spot, terms, now));
  const refused = await transactNamed({ resources: claims.map(({ step }) => step) });
  return refused ? undefined : claims.map(({ record }) => record);
};

export const same = (attribute: string, value: unknown): Condition =>
  value === undefined ? hasNo(attribute) : is(attribute, value);

/** The allocation that was seen goes on, judged by its name; one of the release before has the claim alone. */
const isSameAllocation = ({ allocation, claim }: ResourceRecord): Condition =>
  allocation === undefined ? all(hasNo('allocation'), same('claim', claim)) : is('allocation', allocation);

const ending = ({ pool, id }: Spot, seen: ResourceRecord, backAt: string | undefined): ItemUpdate => ({
  set: { status: 'RELEASED', backAt, ended: seen.allocation, claim: randomId() },
  remove: ['leaseUntil', 'allocation', ...(backAt === undefined ? ['backAt', 'owner'] : [])],
  index: backAt === undefined ? freeResource(freeListOf(pool), id) : coolingResource(freeListOf(pool), backAt),
});

const isEndable = (seen: ResourceRecord): Condition =>
  all(is('status', 'ALLOCATED'), isSameAllocation(seen), same('owner', seen.owner));

/** What came of a release: it was made, or else what is there instead. */
export type ReleaseOutcome = 'released' | { there: ResourceRecord | undefined };

/** The outcome of a release that was refused. */
export const refusedBy = (item: Item | undefined): ReleaseOutcome => ({ there: item && ResourceRecord.parse(item) });

/** Ends the allocation that was seen, in one conditional write, made once. */
export const release = (spot: Spot, seen: ResourceRecord, backAt: string | undefined): Promise<ReleaseOutcome> =>
  orWhenRefused<ReleaseOutcome>(
    table.updateOnce(spot.key, ending(spot, seen, backAt), 'claim', isEndable(seen)).then(() => 'released'),
    ({ item }) => refusedBy(item),
  );

/** The same in a transaction. */
export const releaseStep = (spot: Spot, seen: ResourceRecord, backAt: string | undefined): Step =>
  step.update(spot.key, ending(spot, seen, backAt), isEndable(seen));

/** Gives a lease the cool-down that its pool has; one that has gone on or ended since stays as it is. */
export const recool = async ({ key, pool }: Spot, { claim, leaseUntil }: ResourceRecord): Promise<void> => {
  if (leaseUntil === undefined) return;
  const backAt = iso(later(new Date(leaseUntil), (pool.coolDownSeconds ?? 0) * 1000));
  const update = { set: { backAt, claim: randomId() }, index: leasedResource(freeListOf(pool), backAt) };
  await unlessRefused(table.updateOnce(key, update, 'claim', is('claim', claim)));
};

/** Takes an allocation back that came too late: the pool, or this address of it, is gone. */
export const withdraw = (spot: Spot, { claim }: ResourceRecord): Promise<void> =>
  unlessRefused(table.remove(spot.key, either(isNew, is('claim', claim))));
