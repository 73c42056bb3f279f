import type { IndexKey, Key, KeyQuery } from './key.ts';
import { callListed, callsDue } from './outbox.ts';

/** Beside its device, so that one partition has all that is shown of both. */
export const enrollmentKey = (device: string): Key => ({ pk: `DEVICE#${device}`, sk: 'ENROLLMENT' });
/** An enrollment is its own entry in the outbox: listed while something is still to be done, by when that is. */
export const enrollmentListed = (dueAt: string, id: string): IndexKey => callListed('enrollment', 'PENDING', dueAt, id);
/** The device whose enrollment an entry of the outbox is. */
export const deviceOfEnrollment = ({ pk }: { pk?: unknown }): string => String(pk).slice('DEVICE#'.length);
export const enrollmentsDue = (now: string): KeyQuery => callsDue('enrollment', now);
export const ruleKey = (name: string): Key => ({ pk: 'RULES', sk: name });
/** How many devices a rule has. It outlives the rule, as its devices do. */
export const ruleUseKey = (name: string): Key => ({ pk: `RULE#${name}`, sk: 'USE' });
/** Another with every change of a rule, so that rules in memory are known to be the current ones. */
export const rulesStateKey: Key = { pk: 'FLEET', sk: 'RULES' };

export const rules: KeyQuery = { partition: 'RULES' };
