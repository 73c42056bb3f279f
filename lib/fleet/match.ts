import type { Match, Subject } from './model.ts';
import { fitsGlob, hasMacPrefix, isWithin, macDigits } from './patterns.ts';

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
