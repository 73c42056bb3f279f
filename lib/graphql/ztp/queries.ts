import { getDevice, listDevices, listExecs } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver, lookup } from '../endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';
import { Device, DeviceConnection, ExecConnection, Status } from './types.ts';

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
