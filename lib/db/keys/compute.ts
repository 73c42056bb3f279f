import type { Key, KeyQuery } from './key.ts';

/** An owner's clusters are in a partition of its own: the key is the access rule. */
export const computeClusterKey = (owner: number, id: string): Key => ({ pk: `OWNER#${owner}`, sk: `CLUSTER#${id}` });
export const computeQuotaKey = (owner: number): Key => ({ pk: `OWNER#${owner}`, sk: 'QUOTA' });

export const computeClustersOf = (owner: number): KeyQuery => ({ partition: `OWNER#${owner}`, prefix: 'CLUSTER#' });
