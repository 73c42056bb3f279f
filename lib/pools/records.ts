import * as z from 'zod';
import { decodeIntervals } from './interval-codec.ts';
import { contains, type Interval, intersect, subtract, totalOf } from './intervals.ts';
import { CoolDownSeconds, Network, Status } from './model.ts';

/**
 * A resource as the table has it. Times are ISO 8601.
 * `ranged`: it is one of its pool's ranges, so it is there without an item; others are there because of their item (they
 * were added by a release before 0.2). `leaseUntil`: until when its holder has it, where that ends by itself.
 * `availableAt` (stored as `backAt`): from when on anybody may have it, where that is a matter of time (lease and
 * cool-down). `owner`: its holder, or its last one while it cools down. `claim`: a fresh name at every change of state,
 * by which a write that is sent twice recognises itself. `allocation`: names the time in which one holder has it,
 * renewals of a lease included; `ended` is the last one that a release ended.
 */
export const ResourceRecord = z.object({
  id: z.string(),
  ip_address: z.string(),
  status: Status,
  born: z.string(),
  ranged: z.boolean().optional(),
  owner: z.string().optional(),
  leaseUntil: z.string().optional(),
  backAt: z.string().optional(),
  claim: z.string().optional(),
  allocation: z.string().optional(),
  ended: z.string().optional(),
});
export type ResourceRecord = z.output<typeof ResourceRecord>;

/** The same with the pool it belongs to, as the stream shows it. `shard`: the part of the pool it is kept in. */
export const PoolResourceRecord = ResourceRecord.extend({ pool: z.string(), shard: z.int().default(0) });

/** A mark that a recount sends down the stream, to learn when all before it is counted. */
export const CountMark = z.object({
  pool: z.string(),
  born: z.string(),
  token: z.string(),
  shard: z.int().optional(),
});
export type CountMark = z.output<typeof CountMark>;

/** A block that is held, or was: one item for all its addresses. */
export const BlockRecord = z.object({
  id: z.string(),
  pool: z.string(),
  born: z.string(),
  ip_address: z.string(),
  prefixLength: z.int(),
  status: Status,
  owner: z.string().optional(),
});
export type BlockRecord = z.output<typeof BlockRecord>;

/**
 * What a pool is going through. ACTIVE: it can be used. SEALING: a deletion decides whether anything is held. REMOVING:
 * nothing was, so the pool is gone for callers. CREATING and UNSEALING are stages of the release before.
 */
export const Stage = z.enum(['CREATING', 'ACTIVE', 'SEALING', 'REMOVING', 'UNSEALING']);
export type Stage = z.output<typeof Stage>;

const Bytes = z.instanceof(Uint8Array);

/** Places as text: JSON and DynamoDB have no numbers of that size. */
const Place = z.string();

/**
 * A change to a stretch of the ranges that is under way: it was announced, and whoever meets it decides it. A `block` is
 * to be held as one, a `removal` takes the stretch out of the pool.
 */
export const Pending = z.object({
  name: z.string(),
  kind: z.enum(['block', 'removal']),
  first: Place,
  last: Place,
  prefixLength: z.int().optional(),
  owner: z.string().optional(),
});
export type Pending = z.output<typeof Pending>;

/**
 * A pool's own item: all that decides which addresses it has. `born` names this life of the pool id. `version` grows
 * with every change that a call in flight must learn of. `shards`: over how many partitions its resources are spread.
 * `ranges` are its addresses, `blocks` those of them that are held as blocks, and `explored` the slots of 64 addresses
 * that have no address without an item (a hint: nothing is decided by it). `decided` tells what became of the last
 * removals, for their callers: others may have decided them. `legacy`: it may have resources that are
 * there by their item. `held` and `timed` count the ranged resources that are allocated for good, and those whose time
 * runs. `deletion` names the deletion that goes on, and `after` the one whose end was the beginning of this life.
 */
export const PoolRecord = z.object({
  id: z.string(),
  name: z.string(),
  stage: Stage,
  born: z.string(),
  version: z.int().default(0),
  shards: z.int().default(1),
  ranges: Bytes.optional(),
  blocks: Bytes.optional(),
  explored: Bytes.optional(),
  pending: Pending.optional(),
  decided: z.array(z.string()).optional(),
  legacy: z.boolean().optional(),
  space: z.string().optional(),
  description: z.string().optional(),
  network: Network.optional(),
  coolDownSeconds: CoolDownSeconds.optional(),
  /** Names the holders of its addresses when it was last found exhausted. */
  exhausted: z.string().optional(),
  deletion: z.string().optional(),
  after: z.string().optional(),
  /** Of the release before, while CREATING. */
  plan: z.array(z.string()).optional(),
  held: z.int().default(0),
  timed: z.int().default(0),
});
export type PoolRecord = z.output<typeof PoolRecord>;

const decoded = new WeakMap<Uint8Array, Interval[]>();

const intervalsIn = (bytes: Uint8Array | undefined): Interval[] => {
  if (!bytes) return [];
  const known = decoded.get(bytes);
  if (known) return known;
  const set = decodeIntervals(bytes);
  decoded.set(bytes, set);
  return set;
};

export const rangesOf = ({ ranges }: PoolRecord): Interval[] => intervalsIn(ranges);
export const blocksOf = ({ blocks }: PoolRecord): Interval[] => intervalsIn(blocks);
export const exploredOf = ({ explored }: PoolRecord): Interval[] => intervalsIn(explored);

export const pendingOf = ({ pending }: PoolRecord): Interval[] =>
  pending ? [{ first: BigInt(pending.first), last: BigInt(pending.last) }] : [];

const open = new WeakMap<PoolRecord, Interval[]>();

/** The addresses that can be allocated one by one: those in no block, and in none that is being decided. */
export const openOf = (record: PoolRecord): Interval[] => {
  const known = open.get(record);
  if (known) return known;
  const set = subtract(subtract(rangesOf(record), blocksOf(record)), pendingOf(record));
  open.set(record, set);
  return set;
};

export const isMember = (record: PoolRecord, place: bigint): boolean => contains(rangesOf(record), place);
export const isInBlock = (record: PoolRecord, place: bigint): boolean => contains(blocksOf(record), place);
export const isPending = (record: PoolRecord, place: bigint): boolean => contains(pendingOf(record), place);
export const isOpen = (record: PoolRecord, place: bigint): boolean =>
  isMember(record, place) && !isInBlock(record, place) && !isPending(record, place);

/** So many removals are remembered: few, since every write of a pool pays for its length. */
const OUTCOMES_KEPT = 4;

const outcome = (name: string, done: boolean): string => `${name.slice(0, 8)} ${done ? 'done' : 'refused'}`;

/** A removal that is under way was decided; of blocks, their own items tell. */
export const withOutcome = ({ pending, decided = [] }: PoolRecord, done: boolean): Pick<PoolRecord, 'decided'> =>
  pending?.kind === 'removal' ? { decided: [...decided, outcome(pending.name, done)].slice(-OUTCOMES_KEPT) } : {};

/** Whether the removal of that name was done or refused; undefined when too many came after it to tell. */
export const outcomeOf = ({ decided = [] }: PoolRecord, name: string): 'done' | 'refused' | undefined =>
  decided.includes(outcome(name, true)) ? 'done' : decided.includes(outcome(name, false)) ? 'refused' : undefined;

/** How many addresses the ranges have, and how many of them are held as blocks. */
export const sizesOf = (record: PoolRecord): { total: bigint; inBlocks: bigint } => ({
  total: totalOf(rangesOf(record)),
  inBlocks: totalOf(intersect(rangesOf(record), blocksOf(record))),
});

/** Where the free ones of its resources are listed: under its life or, as the release before did, under its id. */
export const freeListOf = ({ legacy, id, born }: PoolRecord): string => (legacy ? id : born);
