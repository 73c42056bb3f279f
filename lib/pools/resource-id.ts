import { hash } from 'node:crypto';
import { nameId } from '#lib/core/ids';
import { type Interval, totalOf, union } from './intervals.ts';
import { isV4, placeOf } from './ip-ranges.ts';

/**
 * The id of an address in a pool is an encryption of the address, so an address needs no item to have an id, and an id
 * tells its address: a UUID of version 8 (RFC 9562) holds 122 bits, permuted by a Feistel network whose key is the pool.
 * IPv4 fits with a tag above it. Of IPv6 the 6 highest bits are left out; which address is meant, the ranges of the pool
 * tell, and a pool never has two addresses of one id (see `hasTwins`).
 */
const BITS = 122n;
const ALL = (1n << BITS) - 1n;
const HALF = 61n;
const HALF_MASK = (1n << HALF) - 1n;
const ROUNDS = [0, 1, 2, 3] as const;

/** Ninety bits that no IPv6 address in use has: they tell IPv4 from it. */
const V4_TAG = 0x2f0_e1d2_c3b4_a596_8778_695an << 32n;
const V4_MASK = (1n << 32n) - 1n;
const V6_BEGINS = 1n << 32n;

const mix = (pool: string, round: number, half: bigint): bigint =>
  hash('sha256', `${round} ${half.toString(36)} ${pool}`, 'buffer').readBigUInt64BE(0) & HALF_MASK;

const permute = (pool: string, value: bigint): bigint => {
  let [left, right] = [value >> HALF, value & HALF_MASK];
  for (const round of ROUNDS) [left, right] = [right, left ^ mix(pool, round, right)];
  return (left << HALF) | right;
};

const unpermute = (pool: string, value: bigint): bigint => {
  let [left, right] = [value >> HALF, value & HALF_MASK];
  for (const round of [...ROUNDS].reverse()) [left, right] = [right ^ mix(pool, round, left), left];
  return (left << HALF) | right;
};

const asUuid = (payload: bigint): string => {
  const [high, middle, low] = [payload >> 74n, (payload >> 62n) & 0xfffn, payload & ((1n << 62n) - 1n)];
  const hex = [
    high.toString(16).padStart(12, '0'),
    (0x8000n | middle).toString(16),
    ((0b10n << 62n) | low).toString(16).padStart(16, '0'),
  ].join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

const payloadOf = (id: string): bigint | undefined => {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) return undefined;
  const value = BigInt(`0x${id.replaceAll('-', '')}`);
  return ((value >> 80n) << 74n) | (((value >> 64n) & 0xfffn) << 62n) | (value & ((1n << 62n) - 1n));
};

/** What of a place goes into its id. */
export const projection = (place: bigint): bigint => (isV4(place) ? V4_TAG | place : (place - V6_BEGINS) & ALL);

/** By pool and place. Four hashes for each address are the dearest part of a list, and lists are read again and again. */
const known = new Map<string, Map<bigint, string>>();
let knownIds = 0;
/** Some megabytes; then it begins from nothing. */
const MOST_KNOWN = 20_000;

const knownOf = (pool: string): Map<bigint, string> => {
  if (knownIds >= MOST_KNOWN) {
    known.clear();
    knownIds = 0;
  }
  const ids = known.get(pool) ?? new Map<bigint, string>();
  known.set(pool, ids);
  return ids;
};

export const idAt = (pool: string, place: bigint): string => {
  const ids = knownOf(pool);
  const there = ids.get(place);
  if (there !== undefined) return there;
  const id = asUuid(permute(pool, projection(place)));
  ids.set(place, id);
  knownIds += 1;
  return id;
};

/** The id of an address in a pool, for ever the same. */
export const resourceId = (pool: string, address: string): string => idAt(pool, placeOf(address));

/** The places that an id may stand for: one of IPv4, or 64 of IPv6, of which a pool has at most one. */
export const placesOf = (pool: string, id: string): bigint[] => {
  const payload = payloadOf(id);
  if (payload === undefined) return [];
  const value = unpermute(pool, payload);
  if ((value & ~V4_MASK) === V4_TAG) return [value & V4_MASK];
  return Array.from({ length: 64 }, (_, high) => V6_BEGINS + ((BigInt(high) << BITS) | value));
};

const RESOURCES_BY_NAME = 'a62a9f0c-4c1a-5b8e-9c43-0d4b3d7e1f21';

/** The id of an address that was added by a release before 0.2: a hash, which its item alone can tell the address of. */
export const namedId = (pool: string, address: string): string => nameId(RESOURCES_BY_NAME, pool, address);

const pieces = ({ first, last }: Interval): Interval[] => {
  const low = projection(first);
  const high = low + (last - first);
  if (high <= ALL) return [{ first: low, last: high }];
  return [
    { first: low, last: ALL },
    { first: 0n, last: high - ALL - 1n },
  ];
};

/** Whether two addresses of a set have one id: then it cannot be a pool. No addresses that are in use do. */
export const hasTwins = (set: readonly Interval[]): boolean => totalOf(union(set.flatMap(pieces))) < totalOf(set);
