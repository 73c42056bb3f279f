import { DeviceState, type Rule as RuleShown, StepName, type Step as StepShown, StepState } from '#lib/fleet/model';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';

export const State = builder.enumType('DeviceState', {
  description: 'How the enrollment of a device stands; UNMANAGED where no rule has matched it',
  values: DeviceState.options,
});

const StepNameEnum = builder.enumType('StepName', {
  description: 'The steps of an enrollment, in their order',
  values: StepName.options,
});

const StepStateEnum = builder.enumType('StepState', {
  description: 'PENDING until a step is done or was given up; UNDONE while the device retires',
  values: StepState.options,
});

export const Step = builder.objectRef<StepShown>('EnrollmentStep').implement({
  description: 'A step of an enrollment',
  fields: (t) => ({
    step: t.expose('step', { type: StepNameEnum, description: 'Which' }),
    state: t.expose('state', { type: StepStateEnum, description: 'How it stands' }),
    at: t.expose('at', { type: 'DateTime', description: 'Since when, or when it was tried last' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried' }),
    error: t.exposeString('error', { nullable: true, description: 'What went wrong last' }),
  }),
});

export const Rule = builder.objectRef<RuleShown>('Rule').implement({
  description: 'What happens to devices that match',
  fields: (t) => ({
    name: t.exposeID('name', { description: 'What it is known by' }),
    priority: t.exposeInt('priority', { description: 'The lowest is tried first' }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether it is tried at all' }),
    maxDevices: t.exposeInt('max_devices', { nullable: true, description: 'So many devices it has at most' }),
    match: t.expose('match', { type: 'JSON', description: 'Which devices match' }),
    steps: t.field({
      type: 'JSON',
      description: 'The steps that it asks for, by their names',
      resolve: ({ address, monitor, machine, exec }) => ({ address, monitor, machine, exec }),
    }),
  }),
});

export const RuleConnection = connectionOf('Rule', Rule);

export const id = builder.args((arg) => ({ id: arg.id({ required: true, description: 'The id of the device' }) }));

export const name = builder.args((arg) => ({ name: arg.id({ required: true, description: 'Its name' }) }));
