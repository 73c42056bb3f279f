import { AppError, invalid } from '#lib/core/errors';
import { importDevices, importPools, importServers } from '#lib/import/endpoints';
import { deviceKind, type ImportKind, poolKind, serverKind } from '#lib/import/kinds';
import { ImportOutcome as Outcome, type ImportResult as Result } from '#lib/import/model';
import { importCsv } from '#lib/import/service';
import { builder } from './builder.ts';
import { TABLE_READ } from './cost.ts';
import { endpointResolver } from './endpoint-resolver.ts';

const OutcomeKind = builder.enumType('ImportOutcomeKind', {
  description: 'What came of a line',
  values: Outcome.shape.outcome.options,
});

const Fault = builder.objectRef<NonNullable<Outcome['errors']>[number]>('ImportFault').implement({
  description: 'What is wrong with a line',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The column' }),
    message: t.exposeString('message', { description: 'What is wrong with it' }),
  }),
});

const ImportOutcome = builder.objectRef<Outcome>('ImportOutcome').implement({
  description: 'What came of one line of a file',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Where it begins in the file; the header is line 1' }),
    key: t.exposeString('key', { nullable: true, description: 'What it is about: the name or id that the line has' }),
    outcome: t.expose('outcome', { type: OutcomeKind, description: 'The outcome' }),
    errors: t.field({
      type: [Fault],
      description: 'Every fault of a line that is refused',
      resolve: ({ errors }) => errors ?? [],
    }),
  }),
});

const ImportResult = builder.objectRef<Result>('ImportResult').implement({
  description: 'What came of a file',
  fields: (t) => ({
    dryRun: t.exposeBoolean('dry_run', { description: 'Nothing was changed: the outcomes are what would happen' }),
    created: t.exposeInt('created', { description: 'How many lines made something' }),
    updated: t.exposeInt('updated', { description: 'How many changed something' }),
    unchanged: t.exposeInt('unchanged', { description: 'How many found everything as they have it' }),
    refused: t.exposeInt('refused', { description: 'How many were refused' }),
    items: t.expose('items', { type: [ImportOutcome], description: 'Line by line' }),
  }),
});

const file = builder.args((arg) => ({
  csv: arg.string({ required: true, description: 'A header line, and up to 2,000 lines' }),
  dryRun: arg.boolean({ defaultValue: false, description: 'Change nothing, and give what would change' }),
}));

/** What is wrong with the columns of a file is wrong with the argument that it came in. */
const aboutCsv = (error: unknown): never => {
  if (!(error instanceof AppError) || !error.errors) throw error;
  const errors = error.errors.map(({ path, message }) => ({ path: path === '' ? 'csv' : `csv.${path}`, message }));
  throw invalid(errors, error.code);
};

const importing = <Row>(
  endpoint: typeof importServers | typeof importDevices | typeof importPools,
  kind: ImportKind<Row>,
) =>
  endpointResolver(
    endpoint,
    ({ csv, dryRun }: { csv: string; dryRun?: boolean | null | undefined }) => ({
      query: { dry_run: dryRun },
      body: csv,
    }),
    ({ query, body }) => importCsv(body, kind, { dryRun: query.dry_run === 'true' }).catch(aboutCsv),
  );

builder.mutationFields((t) => {
  const imported = { nullable: true, type: ImportResult, args: file, extensions: TABLE_READ } as const;
  return {
    importServers: t.field({
      ...imported,
      description: 'Adds and changes servers by CSV',
      resolve: importing(importServers, serverKind),
    }),
    importDevices: t.field({
      ...imported,
      description: 'Registers and changes devices by CSV',
      resolve: importing(importDevices, deviceKind),
    }),
    importPools: t.field({
      ...imported,
      description: 'Creates and changes pools by CSV',
      resolve: importing(importPools, poolKind),
    }),
  };
});
