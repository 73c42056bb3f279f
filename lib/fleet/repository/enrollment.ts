import { randomId } from '#lib/core/ids';
import { batchGet } from '#lib/db/batch';
import { all, atMost, either, hasNo, is, isNew } from '#lib/db/conditions';
import { orWhenRefused, unlessRefused } from '#lib/db/errors';
import { deviceOfEnrollment, enrollmentKey, enrollmentListed, enrollmentsDue, ruleUseKey } from '#lib/db/keys';
import { type Item, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transactNamed } from '#lib/db/transact';
import { EnrollmentRecord, type StepRecord } from '../enrollment.ts';

const asRecord = (item: Item): EnrollmentRecord => EnrollmentRecord.parse(item);

/** An item as it is written: listed in the outbox while something is due. */
const written = (record: EnrollmentRecord) => ({
  ...enrollmentKey(record.device),
  ...(record.dueAt !== undefined && enrollmentListed(record.dueAt, record.id)),
  type: 'enrollment',
  ...record,
});

export const find = async (device: string): Promise<EnrollmentRecord | undefined> => {
  const item = await table.get(enrollmentKey(device));
  return item && asRecord(item);
};

/** The enrollments of devices, by device; those that have none are left out. */
export const findMany = async (devices: readonly string[]): Promise<Map<string, EnrollmentRecord>> => {
  const items = await batchGet([...new Set(devices)].map(enrollmentKey));
  return new Map(items.map(asRecord).map((record) => [record.device, record]));
};

/** A rule has so many devices more, or fewer. With `max`, it may have no more than that. */
const countStep = (rule: string, by: number, max?: number): Step =>
  step.update(
    ruleUseKey(rule),
    { set: { type: 'rule-use', rule }, add: { devices: by } },
    max === undefined ? undefined : by > max ? is('rule', '') : either(hasNo('devices'), atMost('devices', max - by)),
  );

/** What came of a beginning: `full` where the rule had no room, `there` where a device had an enrollment already. */
export type Beginning = { outcome: 'begun' } | { outcome: 'full'; devices: number } | { outcome: 'there' };

/** Begins enrollments by one rule, all or none: its count is a part of the same write, and so is never passed. */
export const begin = async (
  rule: { name: string; max_devices?: number | undefined },
  records: readonly EnrollmentRecord[],
): Promise<Beginning> => {
  const refused = await transactNamed({
    rule: countStep(rule.name, records.length, rule.max_devices),
    enrollments: records.map((record) => step.put(written(record), isNew)),
  });
  if (!refused) return { outcome: 'begun' };
  return refused.rule ? { outcome: 'full', devices: Number(refused.rule.item?.devices ?? 0) } : { outcome: 'there' };
};

/** The change that makes what is kept of an enrollment what `next` says. */
const becoming = (next: EnrollmentRecord) => written({ ...next, version: randomId() });

const asSeen = ({ version }: EnrollmentRecord) => is('version', version);

/**
 * Writes an enrollment in the place of what was seen of it. Gives it as written, or undefined when somebody was faster.
 * A write that the SDK sends twice recognises its own version.
 */
export const replace = async (
  seen: EnrollmentRecord,
  next: EnrollmentRecord,
): Promise<EnrollmentRecord | undefined> => {
  const item = becoming(next);
  return orWhenRefused<EnrollmentRecord | undefined>(
    table.put(item, asSeen(seen)).then(() => asRecord(item)),
    (refusal) => (refusal.item?.version === item.version ? asRecord(item) : undefined),
  );
};

/** The same where the device goes over to another rule. `full` where that has no room. */
export const move = async (
  seen: EnrollmentRecord,
  next: EnrollmentRecord,
  max: number | undefined,
): Promise<'moved' | 'full' | 'changed'> => {
  const refused = await transactNamed({
    rule: countStep(next.rule, 1, max),
    ruleBefore: countStep(seen.rule, -1),
    enrollment: step.put(becoming(next), asSeen(seen)),
  });
  if (!refused) return 'moved';
  return refused.rule ? 'full' : 'changed';
};

/** Deletes an enrollment that is over, and gives its place with the rule back. Whether it did. */
export const remove = async (seen: EnrollmentRecord): Promise<boolean> => {
  const enrollment = step.remove(enrollmentKey(seen.device), asSeen(seen));
  return (await transactNamed({ rule: countStep(seen.rule, -1), enrollment })) === undefined;
};

/** The exec call for which an enrollment waited has ended so. Nothing, when it does not wait for that one. */
export const endExec = async (device: string, call: string, exec: StepRecord): Promise<void> => {
  const ending = { set: { version: randomId() }, setIn: { steps: { exec } }, remove: ['awaits', 'dueAt'], index: null };
  await unlessRefused(table.update(enrollmentKey(device), ending, all(is('awaits', call), hasNo('retiring'))));
};

/** The devices of up to `limit` enrollments of which something is due, the longest waiting first. */
export const due = async (now: string, limit: number): Promise<string[]> => {
  const { items } = await table.query(enrollmentsDue(now), { limit });
  return items.map(deviceOfEnrollment);
};

/**
 * Claims an enrollment of which something is due by then, and that is nobody's at this moment. Undefined where it is not;
 * a claim that the SDK sends twice recognises itself.
 */
export const claim = async (
  device: string,
  { now, dueBy, until }: { now: string; dueBy: string; until: string },
): Promise<EnrollmentRecord | undefined> => {
  const mine = randomId();
  const isNobodys = either(hasNo('claim'), atMost('claimedUntil', now));
  const set = { claim: mine, claimedUntil: until, version: randomId() };
  return orWhenRefused<EnrollmentRecord | undefined>(
    table.update(enrollmentKey(device), { set }, all(atMost('dueAt', dueBy), isNobodys)).then(asRecord),
    ({ item }) => (item?.claim === mine ? asRecord(item) : undefined),
  );
};
