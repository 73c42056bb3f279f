import { tokenEvents, userEvents } from '#lib/auth/events';
import { clusterEvents, machineEvents } from '#lib/cloud/events';
import { computeEvents } from '#lib/compute/events';
import type { Actor } from '#lib/core/actor';
import { nameId } from '#lib/core/ids';
import { enrollmentEvents, ruleEvents } from '#lib/fleet/events';
import { serverChangeEvents, serverEvents } from '#lib/monitor/events';
import { addressEvents, poolEvents } from '#lib/pools/events';
import { webhookEvents } from '#lib/webhooks/events';
import { deviceEvents, execEvents } from '#lib/ztp/events';
import type { Derivation, EventRecord, Images } from './model.ts';

/** Who finds what happened in a change, by the type of the item. */
const DERIVATIONS: Readonly<Record<string, Derivation>> = {
  pool: poolEvents,
  resource: addressEvents,
  block: addressEvents,
  device: deviceEvents,
  call: execEvents,
  enrollment: enrollmentEvents,
  rule: ruleEvents,
  server: serverEvents,
  'server-change': serverChangeEvents,
  'cloud-cluster': clusterEvents,
  machine: machineEvents,
  'compute-cluster': computeEvents,
  user: userEvents,
  token: tokenEvents,
  webhook: webhookEvents,
};

/** A change as the stream hands it on. */
export interface StreamedChange extends Images {
  /** The id of its record: the same whenever the record comes again. */
  id: string;
  /** Where it stands in the order of changes, as text that sorts so. */
  sequence: string;
  /** When the table made it, ISO. */
  at: string;
}

interface Signed {
  at?: string;
  deletes?: true;
}

/** Who signed this change. A signature that was there before, or was not for a deletion, tells of another change. */
const signatureOf = ({ before, after }: Images): (Actor & Signed) | undefined => {
  const [was, is] = [before?.by, after?.by] as ((Actor & Signed) | undefined)[];
  if (after === undefined) return was?.deletes ? was : undefined;
  return is && JSON.stringify(is) !== JSON.stringify(was) ? is : undefined;
};

const actorIn = ({ at: _, deletes: __, ...actor }: Actor & Signed): Actor => actor;

const EVENT_IDS = '5c1d1c3e-2f3e-5b8b-8f6e-6d1c0c9a7b42';

/** DynamoDB's sequence numbers have no more. */
const SEQUENCE_DIGITS = 40;

/**
 * The events of one change, each with an id that follows from the change alone: derived again, they are the same ones.
 * Changes of the attributes that a signature itself is have none.
 */
export const eventsOf = (change: StreamedChange): EventRecord[] => {
  const derive = DERIVATIONS[String((change.after ?? change.before)?.type)];
  const signature = signatureOf(change);
  return (derive?.(change) ?? []).map(({ type, subject, text, data, onlyFor, ...own }, n) => ({
    id: nameId(EVENT_IDS, change.id, String(n)),
    type,
    at: own.at || signature?.at || change.at,
    actor: own.actor ?? (signature ? actorIn(signature) : { system: 'muster' }),
    subject,
    text,
    data,
    order: `${change.sequence.slice(-SEQUENCE_DIGITS)}${n === 0 ? '' : `.${n}`}`,
    ...(onlyFor !== undefined && { onlyFor }),
  }));
};
