import { getDeviceTimeline } from '#lib/fleet/endpoints';
import type { FleetDevice } from '#lib/fleet/model';
import type { Enrolled } from '#lib/fleet/service/enrolled';
import { builder } from '../builder.ts';
import { Machine } from '../cloud/types.ts';
import type { Context } from '../context.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';
import { EventConnection } from '../events.ts';
import { Server } from '../monitor/server.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';
import { Resource } from '../pools/types.ts';
import { Device } from '../ztp/types.ts';
import { State, Step } from './types.ts';

/** What became of a device; one read for all that are asked about in the same moment. */
const givenTo = ({ id }: { id: string }, { loaders }: Context): Promise<Enrolled | undefined> =>
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
