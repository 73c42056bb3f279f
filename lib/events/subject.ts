import { formatIp, parseIp } from '#lib/core/address';

const MAC =
  /^([0-9a-f]{2}([:-]?)[0-9a-f]{2}(\2[0-9a-f]{2}){4}|[0-9a-f]{4}([.:-][0-9a-f]{4}){2}|[0-9a-f]{6}[:-][0-9a-f]{6})$/i;

/** One text for all spellings of what something happened to: of an IPv6 address, and of a MAC address. */
export const subjectKeyOf = (subject: string): string => {
  const ip = parseIp(subject);
  if (ip) return formatIp(ip);
  if (!MAC.test(subject)) return subject;
  const digits = subject.toLowerCase().replace(/[^0-9a-f]/g, '');
  return digits.match(/../g)?.join(':') ?? subject;
};
