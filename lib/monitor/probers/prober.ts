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

/** Probes what may be called, whoever asks for it; the rest has not answered. */
export const judged = async <T extends { ip: string }, R>(
  targets: readonly T[],
  probe: (allowed: readonly T[]) => Promise<R[]>,
  lost: () => R,
): Promise<R[]> => {
  const isAllowed = ({ ip }: T): boolean => reasonToBlock(ip) === undefined;
  const results = (await probe(targets.filter(isAllowed))).values();
  return targets.map((target) => (isAllowed(target) ? (results.next().value ?? lost()) : lost()));
};

/** A prober that leaves alone what must not be called: such an address has not answered. */
export const onlyTargets =
  (probe: Prober): Prober =>
  (addresses, pace) =>
    judged(
      addresses.map((ip) => ({ ip })),
      (allowed) =>
        probe(
          allowed.map(({ ip }) => ip),
          pace,
        ),
      () => silence(pace.count),
    );
