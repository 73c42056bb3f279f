import { formatIp, parseIp } from '#lib/core/address';
import { addressAt, placeOf, placeOfIp } from './ip-ranges.ts';

/** A prefix as places on the line of all addresses. */
export interface Prefix {
  version: 4 | 6;
  bits: number;
  first: bigint;
  last: bigint;
}

const widthOf = (version: 4 | 6): number => (version === 4 ? 32 : 128);

/** The prefix of that length which has an address. */
const prefixAt = (address: string, bits: number): Prefix => {
  const ip = parseIp(address);
  if (!ip) throw new Error(`Not an address: ${address}`);
  const size = 1n << BigInt(widthOf(ip.version) - bits);
  const first = placeOfIp({ ...ip, value: (ip.value / size) * size });
  return { version: ip.version, bits, first, last: first + size - 1n };
};

export const textOf = ({ first, bits }: Pick<Prefix, 'first' | 'bits'>): string => `${addressAt(first)}/${bits}`;

/** `10.0.0.0/8` as a prefix; an address in it, such as `10.1.2.3/8`, will do. Undefined for what is none. */
export const readPrefix = (text: string): Prefix | undefined => {
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const ip = parseIp(address);
  if (!ip || Number(length) > widthOf(ip.version)) return undefined;
  return prefixAt(formatIp(ip), Number(length));
};

/** Parts end at octets, as people read prefixes: up to 256 of them, 16 by 16 on a map. */
const OCTET_BITS = 8;

/** The parts of a prefix, as longer prefixes, in order. */
export const partsOf = ({ version, bits, first, last }: Prefix): Prefix[] => {
  const partBits = Math.min((Math.floor(bits / OCTET_BITS) + 1) * OCTET_BITS, widthOf(version));
  const count = 1 << (partBits - bits);
  const size = (last - first + 1n) / BigInt(count);
  return Array.from({ length: count }, (_, part) => {
    const begin = first + BigInt(part) * size;
    return { version, bits: partBits, first: begin, last: begin + size - 1n };
  });
};

/** The longest prefix that has two addresses of one family. */
const around = (first: string, last: string): Prefix => {
  const end = placeOf(last);
  let prefix = prefixAt(first, 0);
  for (let bits = widthOf(prefix.version); bits >= 0; bits -= 1) {
    prefix = prefixAt(first, bits);
    if (prefix.last >= end) break;
  }
  return prefix;
};

/** The longest prefixes that have all of some places: one for each family. */
export const prefixesOf = (places: readonly { first: bigint; last: bigint }[]): Prefix[] => {
  const families = [(at: string) => !at.includes(':'), (at: string) => at.includes(':')];
  return families.flatMap((isOf) => {
    const own = places.filter(({ first }) => isOf(addressAt(first)));
    const [first, last] = [own[0], own.at(-1)];
    return first && last ? [around(addressAt(first.first), addressAt(last.last))] : [];
  });
};
