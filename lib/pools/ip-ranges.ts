import { formatIp, type Ip, parseIp } from '#lib/core/address';
import type { FieldError } from '#lib/core/errors';
import { type Interval, insert, numbersOf, sizeOf, take, totalOf, union } from './intervals.ts';

/** Up to so many addresses are listed in the answer to a creation. */
export const LISTED_ADDRESSES = 4096;

/** IPv4 comes first on the line of all addresses, IPv6 after it. */
const V6_BEGINS = 1n << 32n;

export const placeOfIp = ({ version, value }: Ip): bigint => (version === 4 ? value : V6_BEGINS + value);
const ipAt = (place: bigint): Ip =>
  place < V6_BEGINS ? { version: 4, value: place } : { version: 6, value: place - V6_BEGINS };

/** An address in canonical form, from its place on the line of all addresses. */
export const addressAt = (place: bigint): string => formatIp(ipAt(place));

/** The place of an address on the line of all addresses: IPv4 before IPv6, each in numeric order. */
export const placeOf = (address: string): bigint => {
  const ip = parseIp(address);
  if (!ip) throw new Error(`Not an address: ${address}`);
  return placeOfIp(ip);
};

const bitsOf = ({ version }: Pick<Ip, 'version'>): number => (version === 4 ? 32 : 128);

/** The usable hosts of a block: without its first and last address, but all of a block of one or two (RFC 3021, RFC 6164). */
const readBlock = (ip: Ip, prefixText: string): Interval | string => {
  const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (!(prefix <= bitsOf(ip))) return `must have a prefix length from 0 to ${bitsOf(ip)}`;
  const size = 1n << BigInt(bitsOf(ip) - prefix);
  const network = (ip.value / size) * size;
  if (network !== ip.value) return `has host bits set; the block is ${formatIp({ ...ip, value: network })}/${prefix}`;
  const edge = size > 2n ? 1n : 0n;
  const first = placeOfIp(ip);
  return { first: first + edge, last: first + size - 1n - edge };
};

const readRange = (from: Ip, to: Ip): Interval | string => {
  if (from.version !== to.version) return 'must have both ends in one family, IPv4 or IPv6';
  if (from.value > to.value) return 'must not end before it begins';
  return { first: placeOfIp(from), last: placeOfIp(to) };
};

const WANTED = 'must be an IPv4 or IPv6 address, a block (10.0.0.0/28) or a range (10.0.0.10-10.0.0.20)';

/** The most addresses of one entry: ids hold the lower 122 bits of an address (see resource-id.ts). */
const MOST_OF_AN_ENTRY = 1n << 121n;

/** Reads an address, a block (RFC 4632) or a range; gives what is wrong with it as text. */
export const readEntry = (entry: string): Interval | string => {
  const [, head = '', sign, tail = ''] = /^([^/-]+)(?:([/-])(.+))?$/.exec(entry) ?? [];
  const ip = parseIp(head);
  if (!ip) return WANTED;
  const read = readInterval(ip, sign, tail);
  if (typeof read !== 'string' && sizeOf(read) > MOST_OF_AN_ENTRY) return 'must have at most 2^121 addresses';
  return read;
};

const readInterval = (ip: Ip, sign: string | undefined, tail: string): Interval | string => {
  if (sign === '/') return readBlock(ip, tail);
  if (sign !== '-') return { first: placeOfIp(ip), last: placeOfIp(ip) };
  const to = parseIp(tail);
  return to ? readRange(ip, to) : WANTED;
};

/** Whether the entry names one address, not a block or a range. */
export const isSingle = (entry: string): boolean => parseIp(entry) !== undefined;

export const addressesOf = (set: readonly Interval[]): string[] => [...numbersOf(set)].map(addressAt);

const SHOWN = 5n;

const repeated = (there: readonly Interval[]): string => {
  const more = totalOf(there) > SHOWN ? ` and ${totalOf(there) - SHOWN} more` : '';
  return `repeats ${addressesOf(take(there, 0n, SHOWN)).join(', ')}${more}; an address stands once in a pool`;
};

/** Entries that have an address of an earlier one, with what they repeat. */
const repeats = (read: readonly { path: string; interval: Interval }[]): FieldError[] => {
  const seen: Interval[] = [];
  return read.flatMap(({ path, interval }) => {
    const there = insert(seen, interval);
    return there.length > 0 ? [{ path, message: repeated(there) }] : [];
  });
};

export interface ReadEntries {
  /** In the order given. */
  intervals: Interval[];
  faults: FieldError[];
}

/** What a list of addresses, blocks and ranges stands for; or every fault of it, each with the place of its entry. */
export const readEntries = (entries: readonly string[]): ReadEntries => {
  const read = entries.map((entry, i) => ({ path: String(i), interval: readEntry(entry) }));
  const faults = read.flatMap(({ path, interval }) =>
    typeof interval === 'string' ? [{ path, message: interval }] : [],
  );
  const good = read.flatMap(({ path, interval }) => (typeof interval === 'string' ? [] : [{ path, interval }]));
  const all = [...faults, ...repeats(good)].sort((a, b) => Number(a.path) - Number(b.path));
  return { intervals: good.map(({ interval }) => interval), faults: all };
};

/** The entries as they are answered: expanded up to 4,096 addresses, else as they were given, in canonical form. */
export const listed = (entries: readonly string[]): string[] => {
  const { intervals } = readEntries(entries);
  return totalOf(intervals) > BigInt(LISTED_ADDRESSES) ? entries.map(canonical) : addressesOf(intervals);
};

const canonical = (entry: string): string =>
  entry.replace(/[^/-]+/g, (part) => {
    const ip = parseIp(part);
    return ip ? formatIp(ip) : part;
  });

/** The shortest list of ranges that has these addresses. */
export const asRanges = (set: readonly Interval[]): string[] =>
  union(set).map(({ first, last }) => (first === last ? addressAt(first) : `${addressAt(first)}-${addressAt(last)}`));

/** A number as JSON holds it: as text where it is past 2^53. */
export const asCount = (count: bigint): number | string =>
  count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : String(count);

/** How many addresses a block of that prefix length has in the family of a place. */
export const blockSize = (place: bigint, prefixLength: number): bigint =>
  1n << BigInt((place < V6_BEGINS ? 32 : 128) - prefixLength);

/** The last place up to `place` at which a block of that size may begin. */
export const alignedDown = (place: bigint, size: bigint): bigint => {
  const base = place < V6_BEGINS ? 0n : V6_BEGINS;
  return base + ((place - base) / size) * size;
};

export const isV4 = (place: bigint): boolean => place < V6_BEGINS;

/** The place of an address that is written as `sortableIp` does. */
export const placeOfSortable = (text: string): bigint => {
  const value = BigInt(`0x${text.slice(2)}`);
  return text.startsWith('4') ? value : V6_BEGINS + value;
};
