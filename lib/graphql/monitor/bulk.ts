import { changeServers, deleteServers } from '#lib/monitor/endpoints';
import { BulkOutcome } from '#lib/monitor/model';
import * as monitor from '#lib/monitor/service';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver } from '../endpoint-resolver.ts';

const Outcome = builder.enumType('ServerOutcomeKind', {
  description: 'The outcome for a server',
  values: BulkOutcome.shape.outcome.options,
});

const ServerOutcome = builder.objectRef<BulkOutcome>('ServerOutcome').implement({
  description: 'The outcome for one server of a bulk call',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Which server' }),
    outcome: t.expose('outcome', { type: Outcome, description: 'The outcome' }),
    detail: t.exposeString('detail', { nullable: true, description: 'Why it failed' }),
  }),
});

const tagged = builder.args((arg) => ({
  tag: arg.string({ required: true, description: 'Every server with this tag' }),
  dryRun: arg.boolean({ defaultValue: false, description: 'Change nothing, and give what would change' }),
}));

builder.mutationFields((t) => ({
  changeServers: t.field({
    nullable: true,
    type: [ServerOutcome],
    description: 'Pauses or resumes every server with a tag',
    args: { ...tagged, paused: t.arg.boolean({ required: true, description: 'Whether to leave them alone' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      changeServers,
      ({ tag, dryRun, paused }) => ({ query: { tag, dry_run: dryRun }, body: { paused } }),
      ({ query, body }) => monitor.changeTagged(query.tag, body, { dryRun: query.dry_run === 'true' }),
    ),
  }),
  deleteServers: t.field({
    nullable: true,
    type: [ServerOutcome],
    description: 'Deletes every server with a tag, and their pings',
    args: tagged,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteServers,
      ({ tag, dryRun }) => ({ query: { tag, dry_run: dryRun } }),
      ({ query }) => monitor.deleteTagged(query.tag, { dryRun: query.dry_run === 'true' }),
    ),
  }),
}));
