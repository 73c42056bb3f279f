import { randomBytes, randomInt } from 'node:crypto';

const suffix = (): string => randomBytes(6).toString('hex');

/** Names that no other test has, so that all of them share one stack. */
export const given = {
  poolId: (): string => `pool-${suffix()}`,
  name: (what = 'name'): string => `${what}-${suffix()}`,
  mac: (): string => ['02', ...Array.from({ length: 5 }, () => randomBytes(1).toString('hex'))].join(':'),
  /** From 10.0.0.0/8. */
  ip: (): string => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`,
};
