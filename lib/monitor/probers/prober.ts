import { reasonToBlock } from '#lib/core/ssrf-guard';
import type { Pace } from '../schedule.ts';
import type { Replies } from '../summarise.ts';

/**
 * Probes addresses side by side and gives the replies to each, in the order of the addresses. It never throws because of
 * an address: one that cannot be reached has not answered.
 */
export type Prober = (addresses: readonly string[], pace: Pace) => Promise<Replies[]>;

/** What an address looks like that never answered. */
export const silence = (count: number): Replies => Array<null>(count).fill(null);

/** A prober that leaves alone what must not be called, whoever asks for it: such an address has not answered. */
export const onlyTargets =
  (probe: Prober): Prober =>
  async (addresses, pace) => {
    const targets = addresses.filter((address) => reasonToBlock(address) === undefined);
    const replies = (await probe(targets, pace)).values();
    return addresses.map((address) =>
      reasonToBlock(address) === undefined ? (replies.next().value ?? silence(pace.count)) : silence(pace.count),
    );
  };
