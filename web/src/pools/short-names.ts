/** The eight groups of an IPv6 address. */
const groupsOf = (address: string): string[] => {
  const [before = '', after] = address.split('::');
  const [head, tail] = [before, after ?? ''].map((side) => side.split(':').filter((group) => group !== ''));
  const missing = after === undefined ? 0 : 8 - (head?.length ?? 0) - (tail?.length ?? 0);
  return [...(head ?? []), ...Array<string>(missing).fill('0'), ...(tail ?? [])];
};

/** The numbers of a prefix that its length covers, in part at least: `10.128` of `10.128.0.0/9`. */
const numbersOf = (prefix: string): string[] => {
  const [address = '', bits] = prefix.split('/');
  const isV6 = address.includes(':');
  const numbers = isV6 ? groupsOf(address) : address.split('.');
  return numbers.slice(0, Math.max(1, Math.ceil(Number(bits) / (isV6 ? 16 : 8))));
};

/**
 * What tells the parts of a prefix from each other: their numbers from the first in which two of them differ. The
 * halves of 10.128.0.0/16 and 10.129.0.0/16 are `.128.0`, `.128.128`, `.129.0`, `.129.128`; the dot or colon in front stands
 * for what all begin with.
 */
export const shortNames = (prefixes: readonly string[]): string[] => {
  const all = prefixes.map((prefix) => ({ mark: prefix.includes(':') ? ':' : '.', numbers: numbersOf(prefix) }));
  const longest = Math.max(0, ...all.map(({ numbers }) => numbers.length - 1));
  const differ = (at: number): boolean => all.some(({ numbers }) => numbers[at] !== all[0]?.numbers[at]);
  const from = Array.from({ length: longest }, (_, at) => at).find(differ) ?? longest;
  return all.map(({ mark, numbers }) => (from > 0 ? mark : '') + numbers.slice(from).join(mark));
};
