import { shardFor } from '../shards.ts';
import type { IndexKey, Key, KeyQuery } from './key.ts';

/** `device` as `deviceKeyOf` normalises it. */
export const deviceKey = (device: string): Key => ({ pk: `DEVICE#${device}`, sk: 'DEVICE' });
export const deviceListed = (shownId: string): IndexKey => ({
  ipk: shardFor('DEVICES', shownId),
  isk: shownId,
});
/** The id of a device, from what the index knows of it. */
export const shownIdOf = ({ isk }: { isk?: unknown }): string => String(isk);

export const devices: KeyQuery = { index: true, sharded: true, partition: 'DEVICES' };
