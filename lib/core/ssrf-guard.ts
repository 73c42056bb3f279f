import { type Ip, parseIp } from './address.ts';
import { isLocal, settings } from './settings.ts';

/** A block of addresses: its text, and what kind of target it is. */
type Kind = 'forbidden' | 'private';

const block = (cidr: string, kind: Kind) => {
  const [address = '', bits = ''] = cidr.split('/');
  const ip = parseIp(address);
  if (!ip) throw new Error(`Not a block: ${cidr}`);
  const shift = BigInt((ip.version === 4 ? 32 : 128) - Number(bits));
  return { version: ip.version, shift, high: ip.value >> shift, kind };
};

/** From IANA's special-purpose registries (RFC 6890): those from which a machine's inside can be reached. */
const FORBIDDEN = [
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4', '192.0.0.0/24'],
  ...['::/96', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
  // Where AWS answers with credentials and names: instance metadata, DNS and time, over IPv6.
  'fd00:ec2::/32',
  // Alibaba Cloud's metadata stands in the shared address space.
  '100.100.100.200/32',
];
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15', 'fc00::/7'];

let blocks: ReturnType<typeof block>[] | undefined;

/** Read when they are first asked for: most functions that know these rules never call anybody, and all pay at their start. */
const allBlocks = () => {
  blocks ??= [...FORBIDDEN.map((cidr) => block(cidr, 'forbidden')), ...PRIVATE.map((cidr) => block(cidr, 'private'))];
  return blocks;
};

const v4 = (value: bigint): Ip => ({ version: 4, value: value & 0xffffffffn });

/**
 * The IPv4 addresses that an IPv6 one leads to: mapped (RFC 4291), translated (RFC 2765, RFC 6052 and RFC 8215), 6to4
 * (RFC 3056), Teredo (RFC 4380: the client's is written inverted) and ISATAP (RFC 5214).
 */
const embedded = ({ version, value }: Ip): Ip[] => {
  if (version === 4) return [];
  const found: Ip[] = [];
  const high96 = value >> 32n;
  if (high96 === 0xffffn || high96 === 0xffff0000n || high96 === 0x64ff9b0000000000000000n) found.push(v4(value));
  if (value >> 80n === 0x64ff9b0001n) found.push(v4(value), ...localTranslations(value));
  if (value >> 112n === 0x2002n) found.push(v4(value >> 80n));
  if (value >> 96n === 0x20010000n) found.push(v4(~value), v4(value >> 64n));
  if (((value >> 32n) & 0xfcffffffn) === 0x5efen) found.push(v4(value));
  return found;
};

/** In the local translation prefix an operator chooses how long the rest is (RFC 6052, 2.2); bits 64 to 71 are left out. */
const localTranslations = (value: bigint): Ip[] => [
  v4((((value >> 64n) & 0xffffn) << 16n) | ((value >> 40n) & 0xffffn)),
  v4((((value >> 64n) & 0xffn) << 24n) | ((value >> 32n) & 0xffffffn)),
  v4(value >> 24n),
];

const kindsOf = (ip: Ip): Kind[] =>
  [ip, ...embedded(ip)].flatMap(({ version, value }) =>
    allBlocks()
      .filter((each) => each.version === version && value >> each.shift === each.high)
      .map(({ kind }) => kind),
  );

/**
 * Why an address must not be called from a deployed stage, or undefined when it may: link-local, loopback, metadata,
 * unspecified, multicast and broadcast addresses never, private ones where `PING_PRIVATE` allows it. An IPv4 address
 * inside an IPv6 one is judged as itself. On the local stage everything may be called: the machine is the caller's own.
 */
export const reasonToBlock = (
  address: string,
  { local = isLocal(), allowPrivate = settings().PING_PRIVATE }: { local?: boolean; allowPrivate?: boolean } = {},
): string | undefined => {
  if (local) return undefined;
  const ip = parseIp(address);
  if (!ip) return 'is not an address';
  const kinds = kindsOf(ip);
  if (kinds.includes('forbidden')) return 'is not an address of another machine';
  if (kinds.includes('private') && !allowPrivate) return 'is a private address, and PING_PRIVATE is false';
  return undefined;
};
