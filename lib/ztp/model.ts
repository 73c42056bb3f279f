import * as z from 'zod';
import { Tags } from '#lib/cloud/model';
import { Address } from '#lib/core/address';
import { inPath, Printable, Text } from '#lib/core/text';
import { Timestamp } from '#lib/core/timestamp';
import { Attempt, type Delivery, type DeliveryProgress, type DeliveryRef, DeliveryStatus } from '#lib/outbox/model';

export const DeviceId = Printable(128)
  .refine((id) => !id.includes('/'), 'must not have a /')
  .meta({
    id: 'DeviceId',
    description: 'What a machine is known by: a MAC address in any of its spellings, a CPU or board serial, any text',
    example: '52:54:00:12:34:56',
  });

/** What a machine says of itself. */
export const Registration = z
  .object({
    ip: Address,
    name: Text(256).meta({ description: 'For people', example: 'rack 3, slot 7' }),
    userdata: Text(16_384).meta({ description: 'Whatever the machine wants to hand on', example: '' }),
  })
  .meta({ id: 'Registration' });
export type Registration = z.output<typeof Registration>;

/** The parts of a registration that a caller sent; what it left out stays as it was. */
export type Registering = {
  ip: string;
  name?: string | undefined;
  userdata?: string | undefined;
  tags?: string[] | undefined;
};
export type Editing = { [K in keyof Registering]?: Registering[K] | undefined };

/** A device as a line of an import tells of it; what is left out stays as it is. */
export const ImportedDevice = Registration.partial().extend({ id: inPath(DeviceId), tags: Tags.optional() });
export type ImportedDevice = z.output<typeof ImportedDevice>;

/** A device as it is kept. */
export const Device = Registration.extend({
  id: DeviceId,
  tags: Tags.default([]),
  registeredAt: Timestamp,
  lastRegisteredAt: Timestamp,
  registrations: z.int(),
  /** The newest registration's own id, which its exec call carries too. */
  registrationId: z.string(),
});
export type Device = z.output<typeof Device>;

/** The exec call of a registration, in short. */
export const ExecState = z
  .object({
    status: DeliveryStatus,
    attempts: z.int().meta({ description: 'How often the service manager was called', example: 1 }),
    http_status: z.int().nullable().meta({ description: 'What it answered last', example: 200 }),
    last_attempt_at: Timestamp.nullable(),
    error: z.string().nullable().meta({ description: 'What went wrong last', example: null }),
  })
  .meta({ id: 'ExecState' });
export type ExecState = z.output<typeof ExecState>;

/** The exec call of a registration, in full. */
export const Exec = ExecState.extend({
  id: z
    .string()
    .meta({ description: 'The Idempotency-Key of every attempt', example: '6f1c2f0e-5d0c-4c6a-9a53-0d2b7f0c9e11' }),
  device: DeviceId,
  ip: Address,
  registered_at: Timestamp.meta({ description: 'When the registration was that it tells of' }),
  next_attempt_at: Timestamp.nullable().meta({ description: 'Not before then, while it is PENDING' }),
  tries: z.array(Attempt),
}).meta({ id: 'Exec' });
export type Exec = z.output<typeof Exec>;

/** A device as it is shown. */
export const DeviceView = Registration.extend({
  id: DeviceId,
  registered_at: Timestamp.meta({ description: 'When it registered first' }),
  last_registered_at: Timestamp,
  registrations: z.int().meta({ description: 'How often it registered', example: 1 }),
  exec: ExecState.nullable().meta({
    description: 'The exec call of the newest registration; null when it ended so long ago that it is forgotten',
  }),
}).meta({ id: 'Device' });
export type DeviceView = z.output<typeof DeviceView>;

/** A call before the stream has come by. */
export const UNTRIED: ExecState = {
  status: 'PENDING',
  attempts: 0,
  http_status: null,
  last_attempt_at: null,
  error: null,
};

export const execStateOf = ({ status, attempts, tries, reason }: DeliveryProgress): ExecState => {
  const last = tries.at(-1);
  return {
    status,
    attempts,
    http_status: last?.http_status ?? null,
    last_attempt_at: last?.at ?? null,
    error: reason ?? last?.error ?? null,
  };
};

export const execOf = (call: Delivery): Exec => ({
  id: call.id,
  device: String(call.details.device),
  ip: String(call.details.ip),
  registered_at: call.at,
  ...execStateOf(call),
  next_attempt_at: call.status === 'PENDING' ? call.dueAt : null,
  tries: call.tries,
});

/** The exec call that belongs to the newest registration of a device. */
export const newestExec = (owner: string, { lastRegisteredAt, registrationId }: Device): DeliveryRef => ({
  owner,
  at: lastRegisteredAt,
  id: registrationId,
});
