import { getServer, listServers, listSweeps } from '#lib/monitor/endpoints';
import { ServerOrder } from '#lib/monitor/model';
import * as monitor from '#lib/monitor/service';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver, lookup } from '../endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';
import { Status, Sweep } from './history.ts';
import { Server, ServerConnection } from './server.ts';

const Order = builder.enumType('ServerOrder', {
  description: 'name; status: DOWN first; last_ping_ms: the quickest first',
  values: ServerOrder.options,
});

builder.queryFields((t) => ({
  server: t.field({
    type: Server,
    nullable: true,
    description: 'A server by its name',
    args: { name: t.arg.string({ required: true, description: 'Its name' }) },
    extensions: TABLE_READ,
    resolve: lookup(
      getServer,
      ({ name }) => ({ params: { name } }),
      async ({ params }, { loaders }) => (await loaders.server.load(params.name)) ?? null,
    ),
  }),
  servers: t.field({
    type: ServerConnection,
    nullable: true,
    description: 'All servers with their state',
    args: {
      tag: t.arg.string({ description: 'Only those that have this tag' }),
      status: t.arg({ type: Status, description: 'Only those that are in this state now' }),
      q: t.arg.string({ description: 'Only those whose name or address begins so' }),
      sort: t.arg({ type: Order, defaultValue: 'name', description: 'Their order' }),
      ...pageArgs,
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listServers,
      ({ first, after, ...filter }) => ({ query: { ...filter, ...asPageQuery({ first, after }) } }),
      ({ query }) => monitor.list({ ...query, ...pagingOf(query) }),
    ),
  }),
  sweeps: t.field({
    type: [Sweep],
    nullable: true,
    description: 'The last sweeps, newest first',
    args: { first: t.arg.int({ defaultValue: 20, description: 'How many: 1 to 100' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listSweeps,
      ({ first }) => ({ query: { limit: first } }),
      ({ query }) => monitor.listSweeps(query.limit),
    ),
  }),
}));
