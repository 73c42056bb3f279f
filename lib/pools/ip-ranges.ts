import { formatIp, type Ip, parseIp } from '#lib/core/address';
import type { FieldError } from '#lib/core/errors';

/** The most addresses that one request may bring. */
export const MAX_ADDRESSES = 4096;

/** Addresses from `first` to `last`, both among them. Counted before anything is made of it: a /0 has 2^128. */
interface IpRange {
  version: 4 | 6;
  first: bigint;
  last: bigint;
}

const bitsOf = ({ version }: Pick<Ip, 'version'>): number => (version === 4 ? 32 : 128);

const single = (ip: Ip): IpRange => ({ version: ip.version, first: ip.value, last: ip.value });

/** The usable hosts of a block: without its first and last address, but all of a block of one or two (RFC 3021, RFC 6164). */
const readBlock = (ip: Ip, prefixText: string): IpRange | string => {
  const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (!(prefix <= bitsOf(ip))) return `must have a prefix length from 0 to ${bitsOf(ip)}`;
  const size = 1n << BigInt(bitsOf(ip) - prefix);
  const network = (ip.value / size) * size;
  const { version } = ip;
  if (network !== ip.value) return `has host bits set; the block is ${formatIp({ version, value: network })}/${prefix}`;
  const edge = size > 2n ? 1n : 0n;
  return { version, first: network + edge, last: network + size - 1n - edge };
};

const readRange = (from: Ip, to: Ip): IpRange | string => {
  if (from.version !== to.version) return 'must have both ends in one family, IPv4 or IPv6';
  if (from.value > to.value) return 'must not end before it begins';
  return { version: from.version, first: from.value, last: to.value };
};

const WANTED = 'must be an IPv4 or IPv6 address, a block (10.0.0.0/28) or a range (10.0.0.10-10.0.0.20)';

const readEntry = (entry: string): IpRange | string => {
  const [, head = '', sign, tail = ''] = /^([^/-]+)(?:([/-])(.+))?$/.exec(entry) ?? [];
  const ip = parseIp(head);
  if (!ip) return WANTED;
  if (sign === '/') return readBlock(ip, tail);
  if (sign !== '-') return single(ip);
  const to = parseIp(tail);
  return to ? readRange(ip, to) : WANTED;
};

const addressesOf = ({ version, first, last }: IpRange): string[] =>
  Array.from({ length: Number(last - first) + 1 }, (_, i) => formatIp({ version, value: first + BigInt(i) }));

const SHOWN = 5;

const repeated = (addresses: string[]): string => {
  const more = addresses.length > SHOWN ? ` and ${addresses.length - SHOWN} more` : '';
  return `repeats ${addresses.slice(0, SHOWN).join(', ')}${more}; an address stands once in a pool`;
};

const isStretch = (read: IpRange | string): read is IpRange => typeof read !== 'string';

/**
 * The addresses that a list of addresses, blocks (RFC 4632) and ranges stands for, in the order given, in canonical
 * form; or every fault of the list: what cannot be read, what is repeated, and more than 4,096 in all.
 */
export const expand = (entries: readonly string[]): { addresses: string[]; faults: FieldError[] } => {
  const read = entries.map(readEntry);
  const unreadable = read.flatMap((one, i) => (isStretch(one) ? [] : [{ path: String(i), message: one }]));
  const total = read.filter(isStretch).reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  if (total > BigInt(MAX_ADDRESSES)) {
    const message = `has ${total} addresses; ${MAX_ADDRESSES} a request are the most`;
    return { addresses: [], faults: [...unreadable, { path: '', message }] };
  }
  const faults: FieldError[] = [];
  const seen = new Set<string>();
  for (const [i, one] of read.entries()) {
    const addresses = isStretch(one) ? addressesOf(one) : [];
    if (!isStretch(one)) faults.push({ path: String(i), message: one });
    const twice = addresses.filter((address) => seen.has(address));
    if (twice.length > 0) faults.push({ path: String(i), message: repeated(twice) });
    for (const address of addresses) seen.add(address);
  }
  return { addresses: [...seen], faults };
};

/** The shortest list that expands to these addresses, in numeric order: single addresses, and ranges for runs of them. */
export const collapse = (addresses: readonly string[]): string[] => {
  const stretches: IpRange[] = [];
  const ips = addresses.flatMap((address) => parseIp(address) ?? []);
  for (const ip of ips.sort((a, b) => a.version - b.version || (a.value < b.value ? -1 : 1))) {
    const open = stretches.at(-1);
    if (open?.version === ip.version && open.last + 1n === ip.value) open.last = ip.value;
    else stretches.push(single(ip));
  }
  return stretches.map(({ version, first, last }) =>
    [first, ...(last > first ? [last] : [])].map((value) => formatIp({ version, value })).join('-'),
  );
};
