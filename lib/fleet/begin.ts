import { randomId, timedId } from '#lib/core/ids';
import type { Device } from '#lib/ztp/model';
import { type EnrollmentRecord, stepsOf, untried } from './enrollment.ts';
import type { Rule } from './model.ts';
import { firstServerNames } from './wanted.ts';

type RegisteredDevice = Pick<Device, 'name' | 'ip'> & Partial<Pick<Device, 'registrationId' | 'lastRegisteredAt'>>;

/** The steps of a rule, as an enrollment keeps them. */
export const planOf = ({ address, monitor, machine, exec }: Rule): EnrollmentRecord['plan'] => ({
  ...(address && { address }),
  ...(monitor && { monitor }),
  ...(machine && { machine }),
  ...(exec && { exec }),
});

/** Whether the exec call of a registration waits for the other steps. */
export const waitsForSteps = ({ plan }: Pick<EnrollmentRecord, 'plan'>): boolean => plan.exec?.when === 'enrolled';

/** What an enrollment has to know of the newest registration, for its exec call. */
export const registeredAgain = (
  record: EnrollmentRecord,
  { registrationId, lastRegisteredAt }: RegisteredDevice,
  at: string,
): EnrollmentRecord => {
  if (registrationId === undefined || lastRegisteredAt === undefined) return record;
  const ref = { id: registrationId, at: lastRegisteredAt };
  const { awaits: _, ...rest } = record;
  if (!record.plan.exec) return { ...rest, registration: ref };
  return {
    ...rest,
    registration: ref,
    steps: { ...record.steps, exec: untried(at) },
    dueAt: at,
    ...(waitsForSteps(record) ? { open: [...record.open.filter(({ id }) => id !== ref.id), ref] } : { exec: ref }),
  };
};

/** The beginning of an enrollment by a rule. Its server and machine have their ids before they are there. */
export const begun = (rule: Rule, key: string, device: RegisteredDevice, at: string): EnrollmentRecord => {
  const plan = planOf(rule);
  const record: EnrollmentRecord = {
    id: timedId(),
    device: key,
    rule: rule.name,
    plan,
    serverId: randomId(),
    machineId: timedId(),
    begunAt: at,
    steps: Object.fromEntries(stepsOf(plan).map((step) => [step, untried(at)])),
    serverNames: firstServerNames(plan, key, device),
    open: [],
    version: randomId(),
    ...(stepsOf(plan).length > 0 && { dueAt: at }),
  };
  return registeredAgain(record, device, at);
};
