import { deleteMaintenance, getMaintenance, listMaintenance, setMaintenance } from '#lib/monitor/endpoints';
import type { Maintenance as MaintenanceShown } from '#lib/monitor/model';
import * as monitor from '#lib/monitor/service';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver, lookup } from '../endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';

const Maintenance = builder.objectRef<MaintenanceShown>('Maintenance').implement({
  description: 'A window in which alerts of some servers wait',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is known by' }),
    tags: t.exposeStringList('tags', { nullable: true, description: 'Servers with one of these tags' }),
    servers: t.exposeStringList('servers', { nullable: true, description: 'Servers of these names' }),
    from: t.expose('from', { type: 'DateTime', description: 'First moment' }),
    until: t.expose('until', { type: 'DateTime', description: 'First moment after it' }),
  }),
});

const MaintenanceConnection = connectionOf('Maintenance', Maintenance);
const named = builder.args((arg) => ({ name: arg.string({ required: true, description: 'What it is known by' }) }));

builder.queryFields((t) => ({
  maintenance: t.field({
    type: Maintenance,
    nullable: true,
    description: 'A maintenance window by its name',
    args: named,
    extensions: TABLE_READ,
    resolve: lookup(
      getMaintenance,
      ({ name }) => ({ params: { name } }),
      ({ params }) => monitor.getMaintenance(params.name),
    ),
  }),
  maintenances: t.field({
    type: MaintenanceConnection,
    nullable: true,
    description: 'All maintenance windows, in the order of their names',
    args: pageArgs,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listMaintenance,
      (args) => ({ query: asPageQuery(args) }),
      ({ query }) => monitor.listMaintenance(pagingOf(query)),
    ),
  }),
}));

builder.mutationFields((t) => ({
  setMaintenance: t.field({
    nullable: true,
    type: Maintenance,
    description: 'Creates or replaces a maintenance window',
    args: {
      ...named,
      tags: t.arg.stringList({ description: 'Servers with one of these tags' }),
      servers: t.arg.stringList({ description: 'Servers of these names' }),
      from: t.arg.string({ required: true, description: 'First moment: a date and time' }),
      until: t.arg.string({ required: true, description: 'First moment after it' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      setMaintenance,
      ({ name, ...body }) => ({ params: { name }, body }),
      async ({ params, body }) => (await monitor.setMaintenance(params.name, body)).maintenance,
    ),
  }),
  deleteMaintenance: t.string({
    nullable: true,
    description: 'Deletes a maintenance window: it is over at once; gives its name',
    args: named,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteMaintenance,
      ({ name }) => ({ params: { name } }),
      async ({ params }) => {
        await monitor.deleteMaintenance(params.name);
        return params.name;
      },
    ),
  }),
}));
