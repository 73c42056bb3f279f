import { parseIp } from '#lib/core/address';
import type { Match, Subject } from './model.ts';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** The digits of a MAC address in its canonical spelling; undefined for any other id. */
const macDigits = (id: string): string | undefined => (MAC.test(id) ? id.replaceAll(':', '') : undefined);

const hasMacPrefix = (id: string, prefix: string): boolean =>
  macDigits(id)?.startsWith(prefix.toLowerCase().replace(/[:.-]/g, '')) ?? false;

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

/** Whether an address is in a CIDR block. */
export const isWithin = (block: string, address: string): boolean => {
  const [base = '', length = ''] = block.split('/');
  const [network, ip] = [parseIp(base), parseIp(address)];
  if (!network || !ip || network.version !== ip.version) return false;
  const hostBits = BigInt((ip.version === 4 ? 32 : 128) - Number(length));
  return network.value >> hostBits === ip.value >> hostBits;
};

/** MAC addresses are written in any case; other ids are compared as they are. */
const fitsId = (pattern: string, id: string): boolean =>
  fitsGlob(macDigits(id) === undefined ? pattern : pattern.toLowerCase().replaceAll('-', ':'), id);

const holds = (
  { mac_prefixes, ids, names, cidrs }: Match,
  { id, name = '', ip }: Subject,
): Record<keyof Match, boolean> => ({
  mac_prefixes: mac_prefixes?.some((prefix) => hasMacPrefix(id, prefix)) ?? true,
  ids: ids?.some((pattern) => fitsId(pattern, id)) ?? true,
  names: names?.some((pattern) => fitsGlob(pattern, name)) ?? true,
  cidrs: cidrs?.some((block) => ip !== undefined && isWithin(block, ip)) ?? true,
});

/**
 * Why a device does not match, in words; undefined when it does. `id` is the device's key: a MAC address in its
 * canonical spelling. A device without a name has an empty one here.
 */
export const mismatch = (match: Match, subject: Subject): string | undefined => {
  const failed = Object.entries(holds(match, subject)).find(([, holds]) => !holds);
  return failed && `${failed[0]}: none matches`;
};

type Ranked = { priority: number; name: string };

/** The order in which rules are tried: by priority, then by name. */
export const byPriority = (a: Ranked, b: Ranked): number =>
  a.priority - b.priority || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
