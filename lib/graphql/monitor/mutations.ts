import { addServer, changeServer, deleteServer } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';
import { ProbeInput } from './probe.ts';
import { Server } from './server.ts';

const options = builder.args((arg) => ({
  tags: arg.stringList({ description: 'All of its tags' }),
  probe: arg.field({ type: ProbeInput, description: 'How it is probed; null is as PING_METHOD says' }),
  parent: arg.string({ description: 'The server on the way to it: while that is DOWN, alerts wait' }),
}));

export const server = builder.args((arg) => ({
  name: arg.string({ required: true, description: 'What it is known by' }),
}));

builder.mutationFields((t) => ({
  addServer: t.field({
    nullable: true,
    type: Server,
    description: 'Adds a server to be pinged',
    args: { ...server, ip: t.arg.string({ required: true, description: 'Its address' }), ...options },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      addServer,
      ({ ip, ...args }) => ({ body: { server: { ...args, IP: ip } } }),
      async ({ body }) => {
        const { name, IP, ...more } = body.server;
        await monitor.add(name, IP, more);
        return monitor.get(name);
      },
    ),
  }),
  changeServer: t.field({
    nullable: true,
    type: Server,
    description: 'Pauses or resumes a server, or changes its address, tags, probe or parent',
    args: {
      ...server,
      ...options,
      ip: t.arg.string({ description: 'Its new address' }),
      paused: t.arg.boolean({ description: 'Whether to leave it alone for now' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      changeServer,
      ({ name, ...body }) => ({ params: { name }, body }),
      ({ params, body }) => monitor.update(params.name, body),
    ),
  }),
  deleteServer: t.string({
    nullable: true,
    description: 'Deletes a server and its pings; gives its name',
    args: server,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteServer,
      ({ name }) => ({ body: { server: name } }),
      async ({ body }) => {
        await monitor.remove(body.server);
        return body.server;
      },
    ),
  }),
}));
