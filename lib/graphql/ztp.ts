import * as fleet from '#lib/fleet/service';
import { dispatchEnrollments } from '#lib/fleet/service/dispatch';
import { DeliveryStatus } from '#lib/outbox/model';
import { dispatch } from '#lib/ztp/dispatch';
import {
  deleteDevice,
  editDevice,
  getDevice,
  listDeviceExecs,
  listDevices,
  listExecs,
  registerDevice,
  resendExec,
} from '#lib/ztp/endpoints';
import type { DeviceView, Exec as ExecShown, ExecState as ExecStateShown } from '#lib/ztp/model';
import * as ztp from '#lib/ztp/service';
import { builder } from './builder.ts';
import { connectionOf } from './connection.ts';
import { TABLE_READ } from './cost.ts';
import { endpointResolver, lookup } from './endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from './paging.ts';

const Status = builder.enumType('CallStatus', {
  description: 'What is known of a call: PENDING until it succeeded or was given up',
  values: DeliveryStatus.options,
});

export const Device = builder.objectRef<DeviceView>('Device');
const Exec = builder.objectRef<ExecShown>('Exec');
const DeviceConnection = connectionOf('Device', Device);
const ExecConnection = connectionOf('Exec', Exec);

const Attempt = builder.objectRef<ExecShown['tries'][number]>('Attempt').implement({
  description: 'One try of a call; all but `at` are null while its answer is awaited',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it began' }),
    durationMs: t.exposeFloat('duration_ms', { nullable: true, description: 'How long it took, in ms' }),
    httpStatus: t.exposeInt('http_status', { nullable: true, description: 'What was answered' }),
    error: t.exposeString('error', { nullable: true, description: 'What went wrong' }),
  }),
});

const ExecState = builder.objectRef<ExecStateShown>('ExecState').implement({
  description: 'The exec call of a registration, in short',
  fields: (t) => ({
    status: t.expose('status', { type: Status, description: 'How it stands' }),
    attempts: t.exposeInt('attempts', { description: 'How often the service manager was called' }),
    httpStatus: t.exposeInt('http_status', { nullable: true, description: 'What it answered last' }),
    lastAttemptAt: t.expose('last_attempt_at', { type: 'DateTime', nullable: true, description: 'When that was' }),
    error: t.exposeString('error', { nullable: true, description: 'What went wrong last' }),
  }),
});

Exec.implement({
  description: 'The exec call of a registration, in full',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The Idempotency-Key of every attempt' }),
    deviceId: t.exposeID('device', { description: 'The device that registered' }),
    device: t.field({
      type: Device,
      nullable: true,
      description: 'The same, as it is now; null when it is gone',
      extensions: TABLE_READ,
      resolve: async ({ device }, _, { loaders }) => (await loaders.device.load(device)) ?? null,
    }),
    ip: t.exposeString('ip', { description: 'The address that the service manager is told' }),
    registeredAt: t.expose('registered_at', { type: 'DateTime', description: 'When the registration was' }),
    status: t.expose('status', { type: Status, description: 'How it stands' }),
    attempts: t.exposeInt('attempts', { description: 'How often the service manager was called' }),
    httpStatus: t.exposeInt('http_status', { nullable: true, description: 'What it answered last' }),
    lastAttemptAt: t.expose('last_attempt_at', { type: 'DateTime', nullable: true, description: 'When that was' }),
    nextAttemptAt: t.expose('next_attempt_at', {
      type: 'DateTime',
      nullable: true,
      description: 'It is tried again not before then, while it is PENDING',
    }),
    error: t.exposeString('error', { nullable: true, description: 'What went wrong last' }),
    tries: t.field({ type: [Attempt], description: 'Every attempt, oldest first', resolve: ({ tries }) => tries }),
  }),
});

Device.implement({
  description: 'A machine that has registered itself',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'What it is known by: a MAC address, a serial number, any text' }),
    ip: t.exposeString('ip', { description: 'Its address' }),
    name: t.exposeString('name', { description: 'For people' }),
    userdata: t.exposeString('userdata', { description: 'Whatever the machine wants to hand on' }),
    registeredAt: t.expose('registered_at', { type: 'DateTime', description: 'When it registered first' }),
    lastRegisteredAt: t.expose('last_registered_at', { type: 'DateTime', description: 'When it registered last' }),
    registrations: t.exposeInt('registrations', { description: 'How often it registered' }),
    exec: t.field({
      type: ExecState,
      nullable: true,
      description: 'The exec call of its newest registration; null when that is forgotten',
      resolve: ({ exec }) => exec,
    }),
    execs: t.field({
      type: ExecConnection,
      description: 'Every exec call of it, newest first',
      args: pageArgs,
      extensions: TABLE_READ,
      resolve: endpointResolver(
        listDeviceExecs,
        (args, { id }: DeviceView) => ({ params: { id }, query: asPageQuery(args) }),
        ({ params, query }, { loaders }) => loaders.execs.load({ device: params.id, ...pagingOf(query) }),
      ),
    }),
  }),
});

builder.queryFields((t) => ({
  device: t.field({
    type: Device,
    nullable: true,
    description: 'A device by its id; a MAC address in any of its spellings',
    args: { id: t.arg.id({ required: true, description: 'Its id' }) },
    extensions: TABLE_READ,
    resolve: lookup(
      getDevice,
      ({ id }) => ({ params: { id } }),
      async ({ params }, { loaders }) => (await loaders.device.load(params.id)) ?? null,
    ),
  }),
  devices: t.field({
    type: DeviceConnection,
    nullable: true,
    description: 'All devices, in the order of their ids',
    args: pageArgs,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listDevices,
      (args) => ({ query: asPageQuery(args) }),
      ({ query }) => ztp.list(pagingOf(query)),
    ),
  }),
  execs: t.field({
    type: ExecConnection,
    nullable: true,
    description:
      'The exec calls of all devices in one state: PENDING ones by when they are due, the others latest first',
    args: { status: t.arg({ type: Status, required: true, description: 'The state' }), ...pageArgs },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listExecs,
      ({ status, ...args }) => ({ query: { status, ...asPageQuery(args) } }),
      ({ query }) => ztp.listExecsIn(query.status, pagingOf(query)),
    ),
  }),
}));

const fields = builder.args((arg) => ({
  name: arg.string({ description: 'For people; what is left out stays as it was' }),
  userdata: arg.string({ description: 'Whatever the machine wants to hand on; what is left out stays as it was' }),
}));

builder.mutationFields((t) => ({
  registerDevice: t.field({
    nullable: true,
    type: Device,
    description: 'A machine registers itself; the service manager is told of it, for which nobody waits',
    args: {
      id: t.arg.id({ required: true, description: 'What it is known by' }),
      ip: t.arg.string({ description: 'Its address; may be left out where a rule of the fleet gives it one' }),
      ...fields,
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      registerDevice,
      ({ id, ...body }) => ({ params: { id }, body }),
      async ({ params, body }) => {
        await fleet.register(params.id, body);
        return ztp.show(params.id);
      },
    ),
  }),
  editDevice: t.field({
    nullable: true,
    type: Device,
    description: 'Changes what a device said of itself, and calls nobody',
    args: {
      id: t.arg.id({ required: true, description: 'Its id' }),
      ip: t.arg.string({ description: 'Its address' }),
      ...fields,
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      editDevice,
      ({ id, ...body }) => ({ params: { id }, body }),
      async ({ params, body }) => {
        await ztp.edit(params.id, body);
        return ztp.show(params.id);
      },
    ),
  }),
  deleteDevice: t.id({
    nullable: true,
    description: 'Deletes a device and gives up the exec calls that it waits for; gives its id',
    args: { id: t.arg.id({ required: true, description: 'Its id' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteDevice,
      ({ id }) => ({ params: { id } }),
      async ({ params }) => {
        const { enrollments } = await fleet.remove(params.id);
        await dispatchEnrollments(enrollments);
        return params.id;
      },
    ),
  }),
  resendExec: t.field({
    nullable: true,
    type: Exec,
    description: 'Makes the newest exec call of a device again, with all its attempts',
    args: { id: t.arg.id({ required: true, description: 'The id of the device' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      resendExec,
      ({ id }) => ({ params: { id } }),
      async ({ params }) => {
        const { exec, ref } = await ztp.resend(params.id);
        await dispatch([ref]);
        return exec;
      },
    ),
  }),
}));
