import { DeliveryStatus } from '#lib/outbox/model';
import { listDeviceExecs } from '#lib/ztp/endpoints';
import type { DeviceView, Exec as ExecShown, ExecState as ExecStateShown } from '#lib/ztp/model';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';

export const Status = builder.enumType('CallStatus', {
  description: 'What is known of a call: PENDING until it succeeded or was given up',
  values: DeliveryStatus.options,
});

export const Device = builder.objectRef<DeviceView>('Device');

export const Exec = builder.objectRef<ExecShown>('Exec');

export const DeviceConnection = connectionOf('Device', Device);

export const ExecConnection = connectionOf('Exec', Exec);

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
