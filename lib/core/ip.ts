import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as a number: the arithmetic of blocks and ranges is done on `value`. */
export interface Ip {
  version: 4 | 6;
  value: bigint;
}

const V4_MAPPED = 0xffffn << 32n;

const v4Value = (text: string): bigint => BigInt(text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0));

const v6Value = (text: string): bigint => {
  const dotted = text.slice(text.lastIndexOf(':') + 1);
  const hex = isIPv4(dotted)
    ? text.slice(0, -dotted.length) +
      [v4Value(dotted) >> 16n, v4Value(dotted) & 0xffffn].map((g) => g.toString(16)).join(':')
    : text;
  const [head = '', tail] = hex.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
};

const v4Text = (value: bigint): string => {
  const bits = Number(value);
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
};

const v6Text = (value: bigint): string => {
  if (value >> 32n === V4_MAPPED >> 32n) return `::ffff:${v4Text(value & 0xffffffffn)}`;
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  // The longest run of at least two zero groups, the first of equals, becomes '::' (RFC 5952, 4.2).
  const runs = groups.join(':').match(/\b0(:0)+\b/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return groups.join(':');
  const [before = '', after = ''] = splitOnce(groups, longest.split(':').length);
  return `${before}::${after}`;
};

const splitOnce = (groups: string[], zeros: number): [string, string] => {
  const at = groups.findIndex(
    (_, i) => groups.slice(i, i + zeros).length === zeros && groups.slice(i, i + zeros).every((g) => g === '0'),
  );
  return [groups.slice(0, at).join(':'), groups.slice(at + zeros).join(':')];
};

/** Reads an IPv4 address in four decimal parts, or an IPv6 address (RFC 4291, 2.2) without a zone; else undefined. */
export const parseIp = (text: string): Ip | undefined => {
  if (isIPv4(text)) return { version: 4, value: v4Value(text) };
  if (isIPv6(text) && !text.includes('%')) return { version: 6, value: v6Value(text) };
  return undefined;
};

/** Whether `parseIp` reads it. */
export const isIp = (text: string): boolean => isIPv4(text) || (isIPv6(text) && !text.includes('%'));

/** An address in its canonical text; what is none, as it came. IPv4 has no other way of being written. */
export const canonicalIp = (text: string): string => {
  const ip = isIPv4(text) ? undefined : parseIp(text);
  return ip ? formatIp(ip) : text;
};

/** The canonical text: dotted decimal for IPv4, RFC 5952 for IPv6. */
export const formatIp = ({ version, value }: Ip): string => (version === 4 ? v4Text(value) : v6Text(value));

/** Text of one width per family that sorts as the address does, IPv4 before IPv6. */
export const sortableIp = (text: string): string => {
  const ip = parseIp(text);
  if (!ip) throw new Error(`Not an address: ${text}`);
  return `${ip.version}.${ip.value.toString(16).padStart(ip.version === 4 ? 8 : 32, '0')}`;
};
