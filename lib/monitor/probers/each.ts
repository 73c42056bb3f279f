import { settings } from '#lib/core/settings';
import type { Target } from '../model.ts';
import type { Pace } from '../schedule.ts';
import type { ProbeResult } from '../summarise.ts';
import { chooseOnce } from './choose.ts';
import { type HttpTarget, http } from './http.ts';
import { judged, onlyTargets, type Prober, silence } from './prober.ts';
import { tcp } from './tcp.ts';

type Probed = Pick<Target, 'ip' | 'probe'>;

const usual: Prober = async (addresses, pace) => (await chooseOnce()).prober(addresses, pace);
const icmp: Prober = async (addresses, pace) => (await chooseOnce('icmp')).prober(addresses, pace);

/** Which servers are probed by one run of a prober. */
const kindOf = ({ probe }: Probed): string => (probe?.type === 'tcp' ? `tcp ${probe.port ?? ''}` : (probe?.type ?? ''));

const isHttp = (target: Probed): target is HttpTarget => target.probe?.type === 'http';

const proberFor = ({ probe }: Probed, fallback: Prober): Prober => {
  if (probe?.type === 'icmp') return icmp;
  if (probe?.type === 'tcp') return onlyTargets(tcp(probe.port ?? settings().PING_PORT));
  return fallback;
};

const probeKind = async (targets: readonly Probed[], pace: Pace, fallback: Prober): Promise<ProbeResult[]> => {
  const lost = (): ProbeResult => ({ replies: silence(1) });
  if (targets.every(isHttp)) return judged(targets, (allowed) => http(allowed, pace), lost);
  const [first] = targets;
  const prober = first ? proberFor(first, fallback) : fallback;
  const replies = await prober(
    targets.map(({ ip }) => ip),
    pace,
  );
  return targets.map((_, i) => ({ replies: replies[i] ?? silence(pace.count) }));
};

/** Probes each server in its own way, all ways side by side; `fallback` is for those that have none. */
export const probeEach = async (
  targets: readonly Probed[],
  pace: Pace,
  fallback: Prober = usual,
): Promise<ProbeResult[]> => {
  const results = new Map<Probed, ProbeResult>();
  const kinds = [...Map.groupBy(targets, kindOf).values()];
  await Promise.all(
    kinds.map(async (kind) => {
      const found = await probeKind(kind, pace, fallback);
      for (const [i, target] of kind.entries()) results.set(target, found[i] ?? { replies: silence(pace.count) });
    }),
  );
  return targets.map((target) => results.get(target) ?? { replies: silence(pace.count) });
};
