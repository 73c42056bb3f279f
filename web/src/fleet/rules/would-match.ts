import { byPriority, mismatch } from '#lib/fleet/match';
import { isCidr, isMacPrefix } from '#lib/fleet/patterns';
import { deviceKeyOf } from '#lib/ztp/device-key';
import type { Device, Rule } from '../../core/model.ts';

type Match = Rule['match'];

/** As much of a rule as decides which devices are its own. */
export type Draft = Pick<Rule, 'name' | 'priority' | 'match'>;

export interface Matched {
  device: Device;
  /** The rule that has it nevertheless: it is tried before. */
  before: string | undefined;
}

/** A part of which no entry is whole yet matches nothing: none of its entries holds. */
const wholeOnly = (match: Match): Match => ({
  ...match,
  ...(match.mac_prefixes && { mac_prefixes: match.mac_prefixes.filter(isMacPrefix) }),
  ...(match.cidrs && { cidrs: match.cidrs.filter(isCidr) }),
});

/** Which devices a rule would match while it is written, by the very arithmetic of the API. */
export const wouldMatch = (draft: Draft, devices: readonly Device[], rules: readonly Rule[]): Matched[] => {
  const match = wholeOnly(draft.match);
  const earlier = rules.filter((rule) => rule.enabled && rule.name !== draft.name && byPriority(rule, draft) < 0);
  return devices
    .map((device) => ({ device, subject: { id: deviceKeyOf(device.id), name: device.name, ip: device.ip } }))
    .filter(({ subject }) => mismatch(match, subject) === undefined)
    .map(({ device, subject }) => ({
      device,
      before: earlier.find((rule) => mismatch(rule.match, subject) === undefined)?.name,
    }));
};
