import * as bulk from '#lib/cloud/bulk-service';
import * as clusters from '#lib/cloud/clusters-service';
import {
  changeCloudCluster,
  changeMachine,
  createCloudCluster,
  createMachine,
  deleteCloudCluster,
  deleteMachine,
  operateMachine,
} from '#lib/cloud/endpoints';
import * as machines from '#lib/cloud/machines-service';
import { NewMachine, Operation } from '#lib/cloud/model';
import { builder } from '../builder.ts';
import { ASKS } from '../cost.ts';
import { operation } from '../operation.ts';
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
    extensions: ASKS,
    resolve: operation(
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
    extensions: ASKS,
    resolve: operation(
      changeCloudCluster,
      ({ id, ...body }) => ({ params: { id }, body }),
      ({ params, body }) => clusters.change(params.id, body),
    ),
  }),
  deleteCloudCluster: t.id({
    nullable: true,
    description: 'Deletes a cluster and its terminated machines; refused while it has others. Gives its id',
    args: id,
    extensions: ASKS,
    resolve: operation(
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
      name: t.arg.string({ description: 'Its name; a made-up one if left out' }),
      tags: t.arg.stringList({ description: 'A set of texts' }),
    },
    extensions: ASKS,
    resolve: operation(
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
    extensions: ASKS,
    resolve: operation(
      changeMachine,
      ({ id, ...body }) => ({ params: { id }, body }),
      ({ params, body }) => machines.change(params.id, body),
    ),
  }),
  deleteMachine: t.id({
    nullable: true,
    description: 'Deletes a machine that is STOPPED or TERMINATED; gives its id',
    args: id,
    extensions: ASKS,
    resolve: operation(
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
    description: 'Starts, stops, reboots or terminates a machine; gives it in its passing state',
    args: { ...id, action: t.arg({ type: MachineOperation, required: true, description: 'What to do' }) },
    extensions: ASKS,
    resolve: operation(
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
      dryRun: t.arg.boolean({ description: 'Change nothing, and tell what would be' }),
    },
    extensions: ASKS,
    resolve: operation(
      createMachine,
      (query) => ({ query }),
      ({ query: { action, dry_run, ...chosen } }) =>
        // The schema of the field asks for an action, which the endpoint can do without.
        bulk.operate(Operation.parse(action), chosen, { dryRun: dry_run === 'true' }),
    ),
  }),
}));
