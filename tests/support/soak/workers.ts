import { cloudDriver } from './cloud.ts';
import { computeDriver } from './compute.ts';
import type { Driver, Means } from './driver.ts';
import { graphqlDriver } from './graphql.ts';
import { monitorDriver, sweepDriver } from './monitor.ts';
import { poolDrivers } from './pools.ts';
import { ztpDriver } from './ztp.ts';

/** The workers of all areas, side by side. */
export const workers = (): ((means: Means) => Driver)[] => [
  ...poolDrivers(6),
  ...[ztpDriver, ztpDriver, ztpDriver],
  ...[monitorDriver, monitorDriver, sweepDriver],
  ...[cloudDriver, cloudDriver],
  computeDriver('alice', 'betty'),
  computeDriver('betty', 'alice'),
  graphqlDriver,
];
