import { deleteRule, enrollFleetDevice, putRule, retireFleetDevice, tagFleetDevice } from '#lib/fleet/endpoints';
import * as fleet from '#lib/fleet/service';
import { dispatchEnrollments } from '#lib/fleet/service/dispatch';
import * as rules from '#lib/fleet/service/rules';
import * as ztp from '#lib/ztp/service';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';
import { Device } from '../ztp/types.ts';
import { id, name, Rule } from './types.ts';

builder.mutationFields((t) => ({
  putRule: t.field({
    nullable: true,
    type: Rule,
    description: 'Creates or replaces a rule',
    args: { ...name, rule: t.arg({ type: 'JSON', required: true, description: 'The rule, as REST takes it' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      putRule,
      ({ name, rule }) => ({ params: { name }, body: rule as object }),
      async ({ params, body }) => (await rules.put(params.name, body)).rule,
    ),
  }),
  deleteRule: t.id({
    nullable: true,
    description: 'Deletes a rule, and gives its name; the devices that it enrolled stay enrolled',
    args: name,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteRule,
      ({ name }) => ({ params: { name } }),
      async ({ params }) => {
        await rules.remove(params.name);
        return params.name;
      },
    ),
  }),
  tagDevice: t.field({
    nullable: true,
    type: Device,
    description: 'Changes the tags of a device',
    args: { ...id, tags: t.arg.stringList({ required: true, description: 'A set of up to 50 texts' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      tagFleetDevice,
      ({ id, tags }) => ({ params: { id }, body: { tags } }),
      async ({ params, body }) => {
        await ztp.tag(params.id, body.tags);
        return ztp.show(params.id);
      },
    ),
  }),
  enrollDevice: t.field({
    nullable: true,
    type: Device,
    description: 'Matches the rules again, and does the steps that are not done',
    args: id,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      enrollFleetDevice,
      ({ id }) => ({ params: { id } }),
      async ({ params }) => {
        const { enrollments } = await fleet.enroll(params.id);
        await dispatchEnrollments(enrollments);
        return ztp.show(params.id);
      },
    ),
  }),
  retireDevice: t.id({
    nullable: true,
    description: 'Takes everything back from a device and deletes it; gives its id',
    args: { ...id, keepAddress: t.arg.boolean({ description: 'Leaves the address to the device' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      retireFleetDevice,
      ({ id, keepAddress }) => ({ params: { id }, query: { keep_address: keepAddress ?? undefined } }),
      async ({ params, query }) => {
        const { enrollments } = await fleet.retire(params.id, { keepAddress: query.keep_address === 'true' });
        await dispatchEnrollments(enrollments);
        return params.id;
      },
    ),
  }),
}));
