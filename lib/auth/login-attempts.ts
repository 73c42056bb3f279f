import { formatIp, parseIp } from '#lib/core/address';

/** How many wrong tries a name or an address has in one window, and how long a window is. */
const WRONG_PER_NAME = 10;
/** Many people may share one address, so it has more; it is there against one caller who tries many names. */
const WRONG_PER_ADDRESS = 100;
export const WINDOW_MS = 15 * 60_000;

/** Whose tries are counted. */
export interface Subject {
  of: 'name' | 'address';
  whom: string;
  most: number;
}

/** The tries of a subject in its window, which begins with the first. */
export interface LoginAttempts {
  /** Those found wrong, and those still being compared. */
  tries: number;
  wrong: number;
  endsAtMs: number;
}

/** Whose address it is: of IPv6 the /64, since every customer has as many addresses as it likes in one (RFC 6177). */
export const networkOf = (address: string): string => {
  const ip = parseIp(address.replace(/^::ffff:(?=\d+\.)/i, ''));
  if (!ip) return address;
  if (ip.version === 4) return formatIp(ip);
  return `${formatIp({ version: 6, value: (ip.value >> 64n) << 64n })}/64`;
};

/** The two subjects that a login counts for. */
export const subjectsOf = (name: string, address: string): Subject[] => [
  { of: 'name', whom: name, most: WRONG_PER_NAME },
  { of: 'address', whom: networkOf(address), most: WRONG_PER_ADDRESS },
];

/**
 * What a subject that is full means: `over` when as many tries were wrong as there may be, `busy` when some are still
 * being compared and may turn out right.
 */
export const verdictOf = ({ wrong }: LoginAttempts, most: number): 'over' | 'busy' => (wrong >= most ? 'over' : 'busy');

/** Whole seconds until a window ends, for `Retry-After`: at least one. */
export const secondsLeft = ({ endsAtMs }: LoginAttempts, now: Date): number =>
  Math.max(1, Math.ceil((endsAtMs - now.getTime()) / 1000));
