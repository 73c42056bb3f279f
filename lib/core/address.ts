import * as z from 'zod';
import { formatIp, parseIp } from './ip.ts';

export { formatIp, type Ip, parseIp, sortableIp } from './ip.ts';

const canonical = (text: string): string => {
  const ip = parseIp(text);
  return ip ? formatIp(ip) : text;
};

/** An IPv4 or IPv6 address; IPv6 leaves in RFC 5952 form, however it came. */
export const Address = z
  .string()
  .max(45)
  .refine((text) => parseIp(text) !== undefined, 'must be an IPv4 or IPv6 address')
  .overwrite(canonical)
  .meta({
    id: 'Address',
    description: 'IPv4, or IPv6 in RFC 5952 form',
    anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }],
    example: '10.0.0.5',
  });
