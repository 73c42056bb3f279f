import { parseIp } from '#lib/core/address';
import { type FieldError, invalid } from '#lib/core/errors';
import type { Interval } from './intervals.ts';
import { isV4 } from './ip-ranges.ts';
import type { Network } from './model.ts';

/** What a network says that cannot be true of addresses that are all of one family: a machine would boot with it. */
export const networkFaults = (network: Network | null | undefined, ranges: readonly Interval[]): FieldError[] => {
  const families = new Set(ranges.map(({ first }) => isV4(first)));
  if (!network || families.size !== 1) return [];
  const { prefix_length: length = 0, gateway } = network;
  const [areV4] = families;
  const faults: FieldError[] = [];
  if (areV4 && length > 32)
    faults.push({ path: 'network.prefix_length', message: "must be at most 32: the pool's addresses are IPv4" });
  if (gateway !== undefined && (parseIp(gateway)?.version === 4) !== areV4)
    faults.push({
      path: 'network.gateway',
      message: `must be an IPv${areV4 ? 4 : 6} address, as the pool's addresses are`,
    });
  return faults;
};

/** @throws AppError 400 naming each of them. */
export const assertNetworkFits = (network: Network | null | undefined, ranges: readonly Interval[]): void => {
  const faults = networkFaults(network, ranges);
  if (faults.length > 0) throw invalid(faults);
};
