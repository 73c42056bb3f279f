import { type Settings, settings } from '#lib/core/settings';
import { fping, hasFping } from './fping.ts';
import { hasPing, ping } from './ping.ts';
import { onlyTargets, type Prober } from './prober.ts';
import { tcp } from './tcp.ts';

export interface Chosen {
  name: 'fping' | 'ping' | 'tcp';
  prober: Prober;
}

const icmp = async (): Promise<Chosen | undefined> => {
  if (await hasFping()) return { name: 'fping', prober: fping };
  if (await hasPing()) return { name: 'ping', prober: ping };
  return undefined;
};

/**
 * The prober for `PING_METHOD`: `icmp` is fping, or else ping; `auto` is icmp where the machine can, or else tcp.
 * @throws Error when icmp is asked for and the machine has neither.
 */
export const choose = async ({ PING_METHOD, PING_PORT }: Settings = settings()): Promise<Chosen> => {
  const byTcp: Chosen = { name: 'tcp', prober: tcp(PING_PORT) };
  if (PING_METHOD === 'tcp') return byTcp;
  const byIcmp = await icmp();
  if (byIcmp) return byIcmp;
  if (PING_METHOD === 'auto') return byTcp;
  throw new Error('PING_METHOD is icmp, but neither fping nor ping works on this machine.');
};

type Method = Settings['PING_METHOD'];

const chosen = new Map<Method, Promise<Chosen>>();

/** The prober of this process for a method: what the machine can is found out once. */
export const chooseOnce = (method: Method = settings().PING_METHOD): Promise<Chosen> => {
  const known = chosen.get(method);
  if (known) return known;
  const choosing = choose({ ...settings(), PING_METHOD: method }).then(
    ({ name, prober }) => ({ name, prober: onlyTargets(prober) }),
    (error: unknown) => {
      chosen.delete(method);
      throw error;
    },
  );
  chosen.set(method, choosing);
  return choosing;
};
