import * as fleet from '#lib/fleet/service';
import { dispatchEnrollments } from '#lib/fleet/service/dispatch';
import { dispatch } from '#lib/ztp/dispatch';
import { deleteDevice, editDevice, registerDevice, resendExec } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';
import { Device, Exec } from './types.ts';

export const fields = builder.args((arg) => ({
  name: arg.string({ description: 'For people; what is left out stays as it was' }),
  userdata: arg.string({ description: 'Whatever the machine wants to hand on; what is left out stays as it was' }),
}));

builder.mutationFields((t) => ({
  registerDevice: t.field({
    nullable: true,
    type: Device,
    description: 'Registers a machine; the service manager is called in the background',
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
    description: 'Changes what a device registered with; makes no exec call',
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
    description: 'Deletes a device and cancels its pending exec calls; gives its id',
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
