import { parseIp } from '#lib/core/ip';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** The digits of a MAC address in its canonical spelling; undefined for any other id. */
export const macDigits = (id: string): string | undefined => (MAC.test(id) ? id.replaceAll(':', '') : undefined);

const hexOf = (prefix: string): string => prefix.toLowerCase().replace(/[:.-]/g, '');

/** Whether a text is the beginning of a MAC address, with any separators or none. */
export const isMacPrefix = (prefix: string): boolean => /^[0-9a-f]{1,12}$/.test(hexOf(prefix));

export const hasMacPrefix = (id: string, prefix: string): boolean => macDigits(id)?.startsWith(hexOf(prefix)) ?? false;

/** Whether a text fits a pattern in which `*` stands for any characters, even for none. Linear in both. */
export const fitsGlob = (pattern: string, text: string): boolean => {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail)) return false;
  let from = head.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > text.length - tail.length) return false;
    from = at + part.length;
  }
  return true;
};

/** Whether a text is a CIDR block. */
export const isCidr = (text: string): boolean => {
  const [address = '', length = '', ...rest] = text.split('/');
  const ip = parseIp(address);
  return (
    ip !== undefined && rest.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= (ip.version === 4 ? 32 : 128)
  );
};

/** Whether an address is in a CIDR block. */
export const isWithin = (block: string, address: string): boolean => {
  const [base = '', length = ''] = block.split('/');
  const [network, ip] = [parseIp(base), parseIp(address)];
  if (!network || !ip || network.version !== ip.version) return false;
  const hostBits = BigInt((ip.version === 4 ? 32 : 128) - Number(length));
  return network.value >> hostBits === ip.value >> hostBits;
};
