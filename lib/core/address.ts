import * as z from 'zod';
import { canonicalIp, isIp } from './ip.ts';

export { formatIp, type Ip, parseIp, sortableIp } from './ip.ts';

/** An IPv4 or IPv6 address; IPv6 leaves in RFC 5952 form, however it came. */
export const Address = z
  .string()
  .max(45)
  .refine(isIp, 'must be an IPv4 or IPv6 address')
  .overwrite(canonicalIp)
  .meta({
    id: 'Address',
    description: 'IPv4, or IPv6 in RFC 5952 form',
    anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }],
    example: '10.0.0.5',
  });
