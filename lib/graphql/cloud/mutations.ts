import {
  changeCloudCluster,
  changeMachine,
  createCloudCluster,
  createMachine,
  deleteCloudCluster,
  deleteMachine,
  operateMachine,
} from '#lib/cloud/endpoints';
import { NewMachine, Operation } from '#lib/cloud/model';
import * as bulk from '#lib/cloud/service/bulk';
import * as clusters from '#lib/cloud/service/clusters';
import * as machines from '#lib/cloud/service/machines';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';
import { BulkResult, CloudCluster, Machine, MachineOperation, Region } from './types.ts';

const id = builder.args((arg) => ({ id: arg.id({ required: true, description: 'Its id' }) }));

builder.mutationFields((t) => ({
  createCloudCluster: t.field({
    nullable: true,
    type: CloudCluster,
    description: 'Creates a cluster in a region',
    args: {
      name: t.arg.string({ required: true, description: 'No two clusters have the same' }),
      regionCode: t.arg({ type: Region, required: true, description: 'Where it runs' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      createCloudCluster,
      (body) => ({ body }),
      ({ body }) => clusters.create(body),
    ),
  }),
  changeCloudCluster: t.field({
    nullable: true,
    type: CloudCluster,
    description: 'Changes the name or the region of a cluster; its machines show it at once',
    args: {
      ...id,
      name: t.arg.string({ description: 'Its new name' }),
      regionCode: t.arg({ type: Region, description: 'Where it runs from now on' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      changeCloudCluster,
      ({ id, ...body }) => ({ params: { id }, body }),
      ({ params, body }) => clusters.change(params.id, body),
    ),
  }),
  deleteCloudCluster: t.id({
    nullable: true,
    description: 'Deletes a cluster and its terminated machines; refused while it has others. Gives its id',
    args: id,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteCloudCluster,
      ({ id }) => ({ params: { id } }),
      async ({ params }) => {
        await clusters.remove(params.id);
        return params.id;
      },
    ),
  }),
  createMachine: t.field({
    nullable: true,
    type: Machine,
    description: 'Creates a machine, which will be RUNNING in a moment',
    args: {
      clusterName: t.arg.string({ required: true, description: 'The cluster that it is in' }),
      name: t.arg.string({ description: 'Its name; generated if left out' }),
      tags: t.arg.stringList({ description: 'A set of texts' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      createMachine,
      (body) => ({ body }),
      ({ body }) => machines.create(NewMachine.parse(body)),
    ),
  }),
  changeMachine: t.field({
    nullable: true,
    type: Machine,
    description: 'Changes the name or the tags of a machine',
    args: {
      ...id,
      name: t.arg.string({ description: 'Its new name' }),
      tags: t.arg.stringList({ description: 'Its tags from now on' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      changeMachine,
      ({ id, ...body }) => ({ params: { id }, body }),
      ({ params, body }) => machines.change(params.id, body),
    ),
  }),
  deleteMachine: t.id({
    nullable: true,
    description: 'Deletes a machine that is STOPPED or TERMINATED; gives its id',
    args: id,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteMachine,
      ({ id }) => ({ params: { id } }),
      async ({ params }) => {
        await machines.remove(params.id);
        return params.id;
      },
    ),
  }),
  operateMachine: t.field({
    nullable: true,
    type: Machine,
    description: 'Starts, stops, reboots or terminates a machine; gives it in its transient state',
    args: { ...id, action: t.arg({ type: MachineOperation, required: true, description: 'What to do' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      operateMachine,
      ({ id, action }) => ({ params: { id }, query: { action } }),
      ({ params, query }) => machines.operate(params.id, query.action),
    ),
  }),
  operateMachines: t.field({
    nullable: true,
    type: BulkResult,
    description: 'The same on all machines with a tag, of a cluster, or both',
    args: {
      action: t.arg({ type: MachineOperation, required: true, description: 'What to do' }),
      tag: t.arg.string({ description: 'Those with this tag' }),
      clusterName: t.arg.string({ description: 'Those of this cluster' }),
      dryRun: t.arg.boolean({ description: 'Change nothing, and answer what would change' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      createMachine,
      (query) => ({ query }),
      ({ query: { action, dry_run, ...chosen } }) =>
        // The schema of the field asks for an action, which the endpoint can do without.
        bulk.operate(Operation.parse(action), chosen, { dryRun: dry_run === 'true' }),
    ),
  }),
}));
