import * as z from 'zod';
import { type DeviceState, Plan, RuleName, STEPS, type Step, StepName, StepState } from './model.ts';

const Time = z.string();

/** What is kept of a step. */
export const StepRecord = z.object({
  state: StepState,
  at: Time,
  attempts: z.int(),
  error: z.string().nullable(),
});
export type StepRecord = z.output<typeof StepRecord>;

export const Steps = z.partialRecord(StepName, StepRecord);
export type Steps = z.output<typeof Steps>;

/** A registration whose exec call is the business of its enrollment. */
export const RegistrationRef = z.object({ id: z.string(), at: Time });
export type RegistrationRef = z.output<typeof RegistrationRef>;

/**
 * The enrollment of a device, which is also its entry in the outbox.
 * `plan`: the steps of the rule as they were when it matched. `serverId`, `machineId`: the ids that its server and
 * machine have, chosen before either is there, so that a step that is repeated finds its own. `serverNames`: every name
 * under which its server may stand. `open`: registrations whose exec call is not written yet. `exec`: the newest whose
 * call is. `again`: a registration that came while it was retiring. `version`: another with every change.
 */
export const EnrollmentRecord = z.object({
  id: z.string(),
  device: z.string(),
  rule: RuleName,
  plan: Plan,
  serverId: z.string(),
  machineId: z.string(),
  begunAt: Time,
  steps: Steps,
  address: z.object({ pool: z.string(), id: z.string(), ip_address: z.string() }).optional(),
  server: z.object({ name: z.string(), ip: z.string() }).optional(),
  serverNames: z.array(z.string()),
  machine: z.object({ name: z.string() }).optional(),
  registration: RegistrationRef.optional(),
  open: z.array(RegistrationRef),
  exec: RegistrationRef.optional(),
  retiring: z
    .object({
      at: Time,
      keepAddress: z.boolean(),
      registrationId: z.string().optional(),
      by: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  again: z.string().optional(),
  version: z.string(),
  dueAt: Time.optional(),
  awaits: z.string().optional(),
  claim: z.string().optional(),
  claimedUntil: Time.optional(),
});
export type EnrollmentRecord = z.output<typeof EnrollmentRecord>;

/** The steps of a plan, in their order. */
export const stepsOf = (plan: Plan): StepName[] => STEPS.filter((step) => plan[step] !== undefined);

export const untried = (at: string): StepRecord => ({ state: 'PENDING', at, attempts: 0, error: null });

/** The state of a device follows from its steps, and is set nowhere. */
export const stateOf = ({
  plan,
  steps,
  retiring,
}: Pick<EnrollmentRecord, 'plan' | 'steps' | 'retiring'>): DeviceState => {
  if (retiring) return 'RETIRING';
  const states = stepsOf(plan).map((step) => steps[step]?.state ?? 'PENDING');
  if (states.includes('FAILED')) return 'FAILED';
  return states.every((state) => state === 'DONE') ? 'ENROLLED' : 'ENROLLING';
};

/** The steps as they are shown. */
export const shownSteps = ({ plan, steps, begunAt }: EnrollmentRecord): Step[] =>
  stepsOf(plan).map((step) => ({ step, ...(steps[step] ?? untried(begunAt)) }));

/** What is probed where a plan does not say. */
export const targetOf = ({ monitor, address }: Plan): 'address' | 'ip' =>
  monitor?.target ?? (address ? 'address' : 'ip');

/**
 * The plan of an enrollment whose device matched again: what is done stays as it was done, the rest is what the rule
 * asks for now, from the beginning.
 */
export const replanned = (
  { plan, steps }: Pick<EnrollmentRecord, 'plan' | 'steps'>,
  wanted: Plan,
  at: string,
): { plan: Plan; steps: Steps } => {
  const done = stepsOf(plan).filter((step) => step !== 'exec' && steps[step]?.state === 'DONE');
  const kept = Object.fromEntries(done.map((step) => [step, plan[step]]));
  const merged = Plan.parse({ ...wanted, ...kept });
  return {
    plan: merged,
    steps: Object.fromEntries(
      stepsOf(merged).map((step) => [step, (steps[step]?.state === 'DONE' && steps[step]) || untried(at)]),
    ),
  };
};

/** What a device was given, by the subjects of its events: the address with its pool, the server's name, the machine's id. */
export const givenBy = ({ address, server, machine, machineId }: EnrollmentRecord) => ({
  ...(address && { address: address.ip_address, pool: address.pool }),
  ...(server && { server: server.name }),
  ...(machine && { machine: machineId }),
});
