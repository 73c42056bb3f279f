import type { Device } from '#lib/ztp/model';
import { begun, planOf, registeredAgain } from '../begin.ts';
import { type EnrollmentRecord, replanned } from '../enrollment.ts';
import type { Rule, Subject } from '../model.ts';
import * as enrollments from '../repository/enrollment.ts';
import { reasonAgainst } from './match.ts';

/** The rules that a device matches, in the order in which they are tried; whether one is full shows when it is. */
export const candidates = (rules: readonly Rule[], subject: Subject): Rule[] =>
  rules.filter((rule) => reasonAgainst(rule, subject) === undefined);

const subjectOf = (device: string, { name, ip }: Pick<Device, 'name' | 'ip'>): Subject => ({ id: device, name, ip });

/**
 * Matches a device that has an enrollment again, by the same rule or another: what is done stays, the rest begins again.
 * Without a rule that matches it goes on by the plan it has. Undefined when somebody else has changed it meanwhile.
 */
export const rematch = async (
  seen: EnrollmentRecord,
  device: Device,
  rules: readonly Rule[],
  at: string,
  { isRegistration = false } = {},
): Promise<EnrollmentRecord | undefined> => {
  const next = (rule: Rule | undefined): EnrollmentRecord => {
    const plan = rule ? planOf(rule) : seen.plan;
    const replaced = { ...seen, ...replanned(seen, plan, at), rule: rule?.name ?? seen.rule, dueAt: at };
    const execAgain = isRegistration || seen.steps.exec?.state !== 'DONE';
    return execAgain ? registeredAgain(replaced, device, at) : replaced;
  };
  for (const rule of candidates(rules, subjectOf(seen.device, device))) {
    if (rule.name === seen.rule) return enrollments.replace(seen, next(rule));
    const moved = await enrollments.move(seen, next(rule), rule.max_devices);
    if (moved === 'moved') return next(rule);
    if (moved === 'changed') return undefined;
  }
  return enrollments.replace(seen, next(undefined));
};

/**
 * Ends a retirement during which the device has registered again: in one write it is enrolled again, by the first rule
 * that has room, or is nobody's business any more. Whether it was this call that did so.
 */
export const beginAgain = async (
  seen: EnrollmentRecord,
  device: Device | undefined,
  rules: readonly Rule[],
  at: string,
): Promise<boolean> => {
  if (!device) return enrollments.remove(seen);
  for (const rule of candidates(rules, subjectOf(seen.device, device))) {
    const next = begun(rule, seen.device, device, at);
    if (rule.name === seen.rule) return (await enrollments.replace(seen, next)) !== undefined;
    const moved = await enrollments.move(seen, next, rule.max_devices);
    if (moved !== 'full') return moved === 'moved';
  }
  return enrollments.remove(seen);
};
