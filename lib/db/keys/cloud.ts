import { shardFor } from '../shards.ts';
import { type IndexKey, type Key, type KeyQuery, padded } from './key.ts';

export const cloudClusterKey = (cluster: string): Key => ({ pk: 'CLOUDCLUSTERS', sk: cluster });
export const cloudClusterNameKey = (name: string): Key => ({ pk: `CLOUDNAME#${name}`, sk: 'NAME' });
export const machineKey = (machine: string): Key => ({ pk: `MACHINE#${machine}`, sk: 'MACHINE' });
export const machineNameKey = (cluster: string, name: string): Key => ({
  pk: `CLOUDCLUSTER#${cluster}`,
  sk: `NAME#${name}`,
});
/** Tags live in numbered slots, so that replacing all fifty is fifty writes and fits a transaction. */
export const machineTagKey = (machine: string, slot: number): Key => ({
  pk: `MACHINE#${machine}`,
  sk: `TAG#${padded(slot)}`,
});
export const machineAddressKey = (address: string): Key => ({ pk: `CLOUDIP#${address}`, sk: 'ADDRESS' });
export const machineListed = (machine: string): IndexKey => ({
  ipk: shardFor('MACHINES', machine),
  isk: machine,
});
export const machineInCluster = (cluster: string, machine: string): IndexKey => ({
  ipk: `CLOUDCLUSTER#${cluster}`,
  isk: machine,
});
export const machineTagged = (tag: string, cluster: string, machine: string): IndexKey => ({
  ipk: `TAG#${tag}`,
  isk: `${cluster}#${machine}`,
});

export const cloudClusters: KeyQuery = { partition: 'CLOUDCLUSTERS' };
export const machineNamesOf = (cluster: string): KeyQuery => ({
  partition: `CLOUDCLUSTER#${cluster}`,
  prefix: 'NAME#',
});
export const machines: KeyQuery = { index: true, sharded: true, partition: 'MACHINES' };
export const machinesOf = (cluster: string): KeyQuery => ({ index: true, partition: `CLOUDCLUSTER#${cluster}` });
/** Those with a tag, of all clusters or of one. */
export const machinesTagged = (tag: string, cluster?: string): KeyQuery => ({
  index: true,
  partition: `TAG#${tag}`,
  ...(cluster !== undefined && { prefix: `${cluster}#` }),
});
/** The machine that an entry of these leads to. */
export const machineFound = ({ isk }: { isk?: unknown }): string => String(isk).split('#').at(-1) ?? '';
