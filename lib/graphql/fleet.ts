import {
  deleteRule,
  enrollFleetDevice,
  getDeviceTimeline,
  getRule,
  listRules,
  matchRules,
  putRule,
  retireFleetDevice,
  tagFleetDevice,
} from '#lib/fleet/endpoints';
import {
  DeviceState,
  type FleetDevice,
  type Rule as RuleShown,
  StepName,
  type Step as StepShown,
  StepState,
} from '#lib/fleet/model';
import * as fleet from '#lib/fleet/service';
import type * as devices from '#lib/fleet/service/devices';
import { dispatchEnrollments } from '#lib/fleet/service/dispatch';
import { match } from '#lib/fleet/service/match';
import * as rules from '#lib/fleet/service/rules';
import * as ztp from '#lib/ztp/service';
import { builder } from './builder.ts';
import { Machine } from './cloud/types.ts';
import { connectionOf } from './connection.ts';
import type { Context } from './context.ts';
import { TABLE_READ } from './cost.ts';
import { endpointResolver, lookup } from './endpoint-resolver.ts';
import { EventConnection } from './events.ts';
import { Server } from './monitor.ts';
import { asPageQuery, pageArgs, pagingOf } from './paging.ts';
import { Resource } from './pools/types.ts';
import { Device } from './ztp.ts';

const State = builder.enumType('DeviceState', {
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

const Step = builder.objectRef<StepShown>('EnrollmentStep').implement({
  description: 'A step of an enrollment',
  fields: (t) => ({
    step: t.expose('step', { type: StepNameEnum, description: 'Which' }),
    state: t.expose('state', { type: StepStateEnum, description: 'How it stands' }),
    at: t.expose('at', { type: 'DateTime', description: 'Since when, or when it was tried last' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried' }),
    error: t.exposeString('error', { nullable: true, description: 'What went wrong last' }),
  }),
});

const Rule = builder.objectRef<RuleShown>('Rule').implement({
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
const RuleConnection = connectionOf('Rule', Rule);

/** What became of a device; one read for all that are asked about in the same moment. */
const givenTo = ({ id }: { id: string }, { loaders }: Context): Promise<devices.Enrolled | undefined> =>
  loaders.enrollment.load(id);

builder.objectFields(Device, (t) => ({
  tags: t.stringList({
    description: 'A set of up to 50 texts',
    resolve: async (device, _, context) => (await givenTo(device, context))?.tags ?? [],
  }),
  rule: t.string({
    nullable: true,
    description: 'The name of the rule that enrolled it',
    resolve: async (device, _, context) => (await givenTo(device, context))?.rule ?? null,
  }),
  state: t.field({
    type: State,
    description: 'How its enrollment stands',
    extensions: TABLE_READ,
    resolve: async (device, _, context): Promise<FleetDevice['state']> =>
      (await givenTo(device, context))?.state ?? 'UNMANAGED',
  }),
  steps: t.field({
    type: [Step],
    description: 'The steps of its enrollment',
    resolve: async (device, _, context) => (await givenTo(device, context))?.steps ?? [],
  }),
  address: t.field({
    type: Resource,
    nullable: true,
    description: 'The address that it was allocated',
    resolve: async (device, _, context) => {
      const address = (await givenTo(device, context))?.address;
      return address ? { ...address, status: 'ALLOCATED' as const, owner: device.id } : null;
    },
  }),
  server: t.field({
    type: Server,
    nullable: true,
    description: 'The server that was added for it',
    extensions: TABLE_READ,
    resolve: async (device, _, context) => {
      const name = (await givenTo(device, context))?.server;
      return (name && (await context.loaders.server.load(name))) || null;
    },
  }),
  machine: t.field({
    type: Machine,
    nullable: true,
    description: 'The machine that was created for it',
    extensions: TABLE_READ,
    resolve: async (device, _, context) => {
      const id = (await givenTo(device, context))?.machine;
      return (id && (await context.loaders.machine.load(id))) || null;
    },
  }),
  timeline: t.field({
    type: EventConnection,
    description: 'Everything that happened to it and to what it was given, newest first',
    args: pageArgs,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      getDeviceTimeline,
      (args, { id }: { id: string }) => ({ params: { id }, query: asPageQuery(args) }),
      ({ params, query }, { loaders }) => loaders.timeline.load({ device: params.id, ...pagingOf(query) }),
    ),
  }),
}));

/** The way back: what was given for a device names it. */
const deviceOf = async ({ device }: { device?: string }, { loaders }: Context) =>
  device === undefined ? null : ((await loaders.device.load(device)) ?? null);

builder.objectField(Server, 'device', (t) =>
  t.field({
    type: Device,
    nullable: true,
    description: 'The device of the fleet that it was added for',
    extensions: TABLE_READ,
    resolve: (server, _, context) => deviceOf(server, context),
  }),
);
builder.objectField(Machine, 'device', (t) =>
  t.field({
    type: Device,
    nullable: true,
    description: 'The device of the fleet that it was created for',
    extensions: TABLE_READ,
    resolve: (machine, _, context) => deviceOf(machine as { device?: string }, context),
  }),
);
builder.objectField(Resource, 'device', (t) =>
  t.field({
    type: Device,
    nullable: true,
    description: 'The device that holds it',
    extensions: TABLE_READ,
    resolve: ({ owner }, _, context) => deviceOf(owner === undefined ? {} : { device: owner }, context),
  }),
);

const id = builder.args((arg) => ({ id: arg.id({ required: true, description: 'The id of the device' }) }));
const name = builder.args((arg) => ({ name: arg.id({ required: true, description: 'Its name' }) }));

builder.queryFields((t) => ({
  rule: t.field({
    type: Rule,
    nullable: true,
    description: 'A rule by its name',
    args: name,
    extensions: TABLE_READ,
    resolve: lookup(
      getRule,
      ({ name }) => ({ params: { name } }),
      ({ params }) => rules.get(params.name),
    ),
  }),
  rules: t.field({
    type: RuleConnection,
    nullable: true,
    description: 'All rules in the order in which they are tried',
    args: pageArgs,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listRules,
      (args) => ({ query: asPageQuery(args) }),
      ({ query }) => rules.page(pagingOf(query)),
    ),
  }),
  matchRules: t.field({
    type: 'JSON',
    nullable: true,
    description: 'What would become of a device that registers so; changes nothing',
    args: {
      ...id,
      ip: t.arg.string({ description: 'Its address' }),
      name: t.arg.string({ description: 'Its name' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      matchRules,
      (body) => ({ body }),
      ({ body }) => match(body),
    ),
  }),
}));

builder.mutationFields((t) => ({
  putRule: t.field({
    nullable: true,
    type: Rule,
    description: 'Creates a rule, or takes the place of one',
    args: { ...name, rule: t.arg({ type: 'JSON', required: true, description: 'The rule, as REST takes it' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      putRule,
      ({ name, rule }) => ({ params: { name }, body: rule as object }),
      async ({ params, body }) => (await rules.put(params.name, body)).rule,
    ),
  }),
  deleteRule: t.id({
    nullable: true,
    description: 'Deletes a rule, and gives its name; the devices that it enrolled stay enrolled',
    args: name,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteRule,
      ({ name }) => ({ params: { name } }),
      async ({ params }) => {
        await rules.remove(params.name);
        return params.name;
      },
    ),
  }),
  tagDevice: t.field({
    nullable: true,
    type: Device,
    description: 'Changes the tags of a device',
    args: { ...id, tags: t.arg.stringList({ required: true, description: 'A set of up to 50 texts' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      tagFleetDevice,
      ({ id, tags }) => ({ params: { id }, body: { tags } }),
      async ({ params, body }) => {
        await ztp.tag(params.id, body.tags);
        return ztp.show(params.id);
      },
    ),
  }),
  enrollDevice: t.field({
    nullable: true,
    type: Device,
    description: 'Matches the rules again, and does the steps that are not done',
    args: id,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      enrollFleetDevice,
      ({ id }) => ({ params: { id } }),
      async ({ params }) => {
        const { enrollments } = await fleet.enroll(params.id);
        await dispatchEnrollments(enrollments);
        return ztp.show(params.id);
      },
    ),
  }),
  retireDevice: t.id({
    nullable: true,
    description: 'Takes everything back from a device and deletes it; gives its id',
    args: { ...id, keepAddress: t.arg.boolean({ description: 'Leaves the address to the device' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      retireFleetDevice,
      ({ id, keepAddress }) => ({ params: { id }, query: { keep_address: keepAddress ?? undefined } }),
      async ({ params, query }) => {
        const { enrollments } = await fleet.retire(params.id, { keepAddress: query.keep_address === 'true' });
        await dispatchEnrollments(enrollments);
        return params.id;
      },
    ),
  }),
}));
