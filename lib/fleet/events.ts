import { pick, textOf } from '#lib/events/images';
import type { Derivation, Happening, Images } from '#lib/events/model';
import { EnrollmentRecord, givenBy, shownSteps, stateOf } from './enrollment.ts';

const recordOf = (image: Images['after']): EnrollmentRecord | undefined =>
  image && EnrollmentRecord.safeParse(image).data;

const what = (record: EnrollmentRecord) => ({ device: record.device, rule: record.rule, ...givenBy(record) });

const enrolled = (record: EnrollmentRecord): Happening => ({
  type: 'device.enrolled',
  subject: record.device,
  text: `Device ${record.device} was enrolled by rule ${record.rule}`,
  data: what(record),
  actor: { rule: record.rule },
});

const failed = (record: EnrollmentRecord): Happening => {
  const step = shownSteps(record).find(({ state }) => state === 'FAILED');
  return {
    type: 'device.failed',
    subject: record.device,
    text: `Step ${step?.step} of device ${record.device} failed: ${step?.error}`,
    data: { ...what(record), step: step?.step, error: step?.error ?? null },
    actor: { rule: record.rule },
  };
};

/** What becomes of enrollments: each time that all steps are done, and each time that one is given up. */
export const enrollmentEvents: Derivation = (images) => {
  const [before, after] = [recordOf(images.before), recordOf(images.after)];
  if (!after || (before && stateOf(before) === stateOf(after))) return [];
  if (stateOf(after) === 'ENROLLED') return [enrolled(after)];
  return stateOf(after) === 'FAILED' ? [failed(after)] : [];
};

/** Templates of user-data may hold secrets, and are not told. */
const SHOWN = ['priority', 'enabled', 'max_devices', 'match', 'address', 'monitor', 'machine', 'exec'];

/** What happens to rules. */
export const ruleEvents: Derivation = ({ before, after }) => {
  const name = textOf(after ?? before, 'name');
  const type = after ? 'rule.changed' : 'rule.deleted';
  if (after && before?.revision === after.revision) return [];
  return [
    {
      type,
      subject: name,
      text: `Rule ${name} was ${after ? 'changed' : 'deleted'}`,
      data: { rule: name, ...pick(after, SHOWN) },
    },
  ];
};
