import * as z from 'zod';
import { Address } from '#lib/core/address';
import { Name, Text } from '#lib/core/text';

export const DeviceId = Name(128)
  .refine((id) => !id.includes('/'), 'must not have a /')
  .meta({ id: 'DeviceId', example: '52:54:00:12:34:56' });

/** What a machine says of itself. */
export const Registration = z
  .object({ ip: Address, name: Text(256), userdata: Text(16_384) })
  .meta({ id: 'Registration' });
export type Registration = z.output<typeof Registration>;

/** The parts of a registration that a caller sent; what it left out stays as it was. */
export type Registering = { ip: string; name?: string | undefined; userdata?: string | undefined };

/** A device as it is kept. */
export const Device = Registration.extend({ id: DeviceId, registrations: z.int() });
export type Device = z.output<typeof Device>;
