import { type Actor, currentActor } from '#lib/core/actor';
import { iso } from '#lib/core/clock';
import { settings } from '#lib/core/settings';
import type { Key } from './keys.ts';

/** Who made the newest change of an item, and when by the clock of that process. It is written with the change. */
export type Signature = Actor & {
  at: string;
  /** The item was signed in order to be deleted: a deletion leaves nothing that could be signed. */
  deletes?: true;
};

/** The attribute that has it. */
export const SIGNED_BY = 'by';

/** The partitions whose items have a history that people ask for. Everything else is not signed. */
const SIGNED = [
  'POOL',
  'ADDRESSES#',
  'BLOCKS#',
  'DEVICE#',
  'SERVERS',
  'CLOUDCLUSTERS',
  'MACHINE#',
  'OWNER#',
  'USERS',
  'TOKEN#',
  'RULE',
  'WEBHOOKS',
];

/** The signature of a change that is made now; none outside of a call, or where no events are kept. */
export const signatureFor = ({ pk }: Pick<Key, 'pk'>): Signature | undefined => {
  const actor = currentActor();
  if (actor === undefined || settings().EVENTS === 'off') return undefined;
  return SIGNED.some((partition) => pk.startsWith(partition)) ? { ...actor, at: iso() } : undefined;
};
