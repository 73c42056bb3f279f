import * as z from 'zod';
import { State as MachineState, Tags } from '#lib/cloud/model';
import { Address } from '#lib/core/address';
import { Timestamp } from '#lib/core/timestamp';
import { ServerStatus } from '#lib/monitor/model';
import { PoolId } from '#lib/pools/model';
import { DeviceId, ExecState } from '#lib/ztp/model';
import { RuleName } from './rule.ts';

export { Match, Plan, Rule, RuleBody, RuleName } from './rule.ts';

export const StepName = z.enum(['address', 'monitor', 'machine', 'exec']).meta({ id: 'StepName' });
export type StepName = z.output<typeof StepName>;

/** In the order in which they are done. */
export const STEPS = StepName.options;

export const StepState = z
  .enum(['PENDING', 'DONE', 'FAILED', 'UNDONE'])
  .meta({ id: 'StepState', description: 'PENDING until it is done or was given up; UNDONE while the device retires' });
export type StepState = z.output<typeof StepState>;

export const Step = z
  .object({
    step: StepName,
    state: StepState,
    at: Timestamp.meta({ description: 'Since when it is in this state, or when it was tried last' }),
    attempts: z.int(),
    error: z.string().nullable(),
  })
  .meta({
    id: 'EnrollmentStep',
    example: { step: 'address', state: 'DONE', at: '2026-11-20T15:44:00.000Z', attempts: 1, error: null },
  });
export type Step = z.output<typeof Step>;

/** What a dry run tells of a step: the same as the rule, rendered. */
export const PlannedStep = z
  .object({
    step: StepName,
    pool: PoolId.optional(),
    free: z.int().optional().meta({ description: 'How many addresses of the pool are free' }),
    name: z.string().optional(),
    target: z.enum(['address', 'ip']).optional(),
    cluster_name: z.string().optional(),
    when: z.enum(['registered', 'enrolled']).optional(),
  })
  .meta({ id: 'PlannedStep', example: { step: 'address', pool: 'rack-1', free: 12 } });
export type PlannedStep = z.output<typeof PlannedStep>;

export const MatchResult = z
  .object({
    rule: RuleName.nullable(),
    steps: z.array(PlannedStep),
    skipped: z.array(z.object({ rule: RuleName, reason: z.string() })).meta({
      description: 'The rules before it, and why each was passed over',
      example: [{ rule: 'db', reason: 'names: none matches' }],
    }),
  })
  .meta({ id: 'MatchResult' });
export type MatchResult = z.output<typeof MatchResult>;

/** As much of a device as rules look at. */
export interface Subject {
  id: string;
  name?: string | undefined;
  ip?: string | undefined;
}

export const DeviceState = z.enum(['ENROLLING', 'ENROLLED', 'FAILED', 'RETIRING', 'UNMANAGED']).meta({
  id: 'DeviceState',
  description: 'FAILED: a step was given up. UNMANAGED: no rule matched.',
  example: 'ENROLLED',
});
export type DeviceState = z.output<typeof DeviceState>;

/** A device with all that it was given. */
export const FleetDevice = z
  .object({
    id: DeviceId,
    name: z.string(),
    ip: Address,
    tags: Tags,
    registered_at: Timestamp,
    last_registered_at: Timestamp,
    rule: RuleName.nullable(),
    state: DeviceState,
    address: z.object({ pool: PoolId, id: z.string(), ip_address: Address }).nullable(),
    server: z.object({ name: z.string(), status: ServerStatus, last_ping_ms: z.number().nullable() }).nullable(),
    machine: z.object({ id: z.string(), name: z.string(), cluster_name: z.string(), state: MachineState }).nullable(),
    exec: ExecState.nullable(),
    steps: z.array(Step),
  })
  .meta({ id: 'FleetDevice', description: 'A device, and what became of it' });
export type FleetDevice = z.output<typeof FleetDevice>;
