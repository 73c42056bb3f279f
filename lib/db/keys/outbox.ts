import { shardFor } from '../shards.ts';
import type { IndexKey, Key, KeyQuery } from './key.ts';

/** `at` is when the call came to be, so that the calls of an owner are in that order. */
export const callKey = (kind: string, owner: string, at: string, call: string): Key => ({
  pk: `CALLS#${kind}#${owner}`,
  sk: `${at}#${call}`,
});
/** `at`: when a pending call is due, when another one ended. */
export const callListed = (kind: string, status: string, at: string, call: string): IndexKey => ({
  ipk: shardFor(`CALLS#${kind}#${status}`, call),
  isk: `${at}#${call}`,
});

export const callsOf = (kind: string, owner: string): KeyQuery => ({ partition: `CALLS#${kind}#${owner}` });
export const callsIn = (kind: string, status: string): KeyQuery => ({
  index: true,
  sharded: true,
  partition: `CALLS#${kind}#${status}`,
});
/** Those in any state. */
export const callsOfKind = (kind: string): KeyQuery => ({
  ...callsIn(kind, 'PENDING'),
  also: ['SUCCEEDED', 'FAILED'].map((status) => callsIn(kind, status).partition),
});
export const callsDue = (kind: string, now: string): KeyQuery => ({ ...callsIn(kind, 'PENDING'), to: `${now}#~` });
