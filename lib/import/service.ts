import pLimit from 'p-limit';
import type { FieldError } from '#lib/core/errors';
import { faultsIn, type ImportPlan, type PlannedChange } from '#lib/core/import-plan';
import { messageFor } from '#lib/http/validation-messages';
import { headerFaults, rowOf } from './columns.ts';
import { type CsvLine, readCsv } from './csv.ts';
import { malformedCsv, tooManyLines, wrongColumns } from './errors.ts';
import type { ImportKind } from './kinds.ts';
import type { ImportOutcome, ImportResult } from './model.ts';

/** What a Lambda does in its time, a slow database allowed for. */
export const MOST_LINES = 2000;

const LINES_IN_FLIGHT = 32;

/** A line with what was read of it, as far as that can be read, and what is wrong with it. */
interface Entry<Row> {
  line: number;
  key: string | null;
  row?: Row;
  faults: FieldError[];
  plan?: ImportPlan;
}

const isSound = <Row>(entry: Entry<Row>): entry is Entry<Row> & { row: Row } =>
  entry.faults.length === 0 && entry.row !== undefined;

const refused = (errors: FieldError[]): ImportPlan => ({ outcome: 'refused', errors });

/** The column, or the group of columns, that a fault is about. */
const topOf = (path: string): string => path.split('.')[0] ?? '';

const entryOf = <Row>({ line, cells }: CsvLine, header: readonly string[], kind: ImportKind<Row>): Entry<Row> => {
  const key = cells[header.indexOf(kind.key)] || null;
  const many = `has ${cells.length} cells, but the header has ${header.length}`;
  if (cells.length !== header.length) return { line, key, faults: [{ path: '', message: many }] };
  const cellsRead = rowOf(header, cells, kind.columns);
  const read = kind.schema.safeParse(cellsRead, { error: messageFor });
  if (read.success) return { line, key, row: read.data, faults: [] };
  const faults = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const faulty = new Set(faults.map(({ path }) => topOf(path)));
  if (kind.together.some((name) => faulty.has(name))) for (const name of kind.together) faulty.add(name);
  const rest = kind.schema.safeParse(
    Object.fromEntries(Object.entries(cellsRead).filter(([name]) => !faulty.has(name))),
  );
  return { line, key, faults, ...(rest.success && { row: rest.data }) };
};

/** Of several lines about one thing the first that can be read counts. */
const refuseRepeats = <Row>(entries: readonly Entry<Row>[], { key, identityOf }: ImportKind<Row>): void => {
  const first = new Map<string, number>();
  for (const entry of entries) {
    if (entry.row === undefined) continue;
    const identity = identityOf(entry.row);
    const line = first.get(identity);
    if (line !== undefined) {
      entry.faults.push({ path: key, message: `is in line ${line} already` });
      delete entry.row;
    } else if (isSound(entry)) first.set(identity, entry.line);
  }
};

const read = <Row>(csv: string, kind: ImportKind<Row>, most: number): Entry<Row>[] => {
  const [first, ...lines] = readCsv(csv);
  if (!first) throw malformedCsv('The file is empty; a header line with the columns comes first');
  const header = first.cells.map((name) => name.trim());
  const faults = headerFaults(header, kind.columns, kind.key);
  if (faults.length > 0) throw wrongColumns(faults);
  if (lines.length > most) throw tooManyLines(lines.length, most);
  const entries = lines.map((line) => entryOf(line, header, kind));
  refuseRepeats(entries, kind);
  return entries;
};

/**
 * Plans the lines. Those with faults are looked at a second time, beside the sound ones: what is wrong with the rest of
 * them as things are is told with it.
 */
const planAll = async <Row>(entries: readonly Entry<Row>[], { plan }: ImportKind<Row>): Promise<void> => {
  const sound = entries.filter(isSound);
  const rows = sound.map(({ row }) => row);
  for (const [i, planned] of (await plan(rows)).entries()) (sound[i] as Entry<Row>).plan = planned;
  const faulty = entries.flatMap((entry) =>
    isSound(entry) || entry.row === undefined ? [] : [{ entry, row: entry.row }],
  );
  const plans = faulty.length > 0 ? await plan([...rows, ...faulty.map(({ row }) => row)]) : [];
  for (const [i, { entry }] of faulty.entries()) {
    const planned = plans[rows.length + i];
    const known = new Set(entry.faults.map(({ path }) => topOf(path)));
    if (planned?.outcome === 'refused')
      entry.faults.push(...planned.errors.filter(({ path }) => !known.has(topOf(path))));
  }
  for (const entry of entries) if (entry.faults.length > 0) entry.plan = refused(entry.faults);
};

const isChange = (plan: ImportPlan | undefined): plan is PlannedChange => plan !== undefined && 'apply' in plan;

/**
 * Makes the changes, those of a round side by side. A line's own trouble is told with it. After a failure of ours no
 * further change begins, and those that have begun come to their end; the same file again makes the rest.
 */
const applyAll = async (entries: readonly { plan?: ImportPlan }[]): Promise<void> => {
  const changes = entries.flatMap((entry) => (isChange(entry.plan) ? [{ entry, change: entry.plan }] : []));
  let failure: unknown;
  for (const round of [...new Set(changes.map(({ change }) => change.round ?? 0))].sort((a, b) => a - b))
    await pLimit(LINES_IN_FLIGHT).map(
      changes.filter(({ change }) => (change.round ?? 0) === round),
      async ({ entry, change }) => {
        if (failure !== undefined) return;
        try {
          await change.apply();
        } catch (error) {
          try {
            entry.plan = refused(faultsIn(error));
          } catch (ours) {
            failure = ours;
          }
        }
      },
    );
  if (failure !== undefined) throw failure;
};

const outcomeOf = ({ line, key, plan }: Entry<unknown>): ImportOutcome => ({
  line,
  key,
  outcome: plan?.outcome ?? 'unchanged',
  ...(plan?.outcome === 'refused' && { errors: plan.errors }),
});

/**
 * Imports a list of things as CSV: makes those that are not there, and changes those that are otherwise. Each line is
 * done as a whole or not at all, and tells what came of it. The same file again changes nothing.
 * @throws AppError 400 for what is no CSV or has other columns, 413 for too many lines; then nothing is done.
 */
export const importCsv = async <Row>(
  csv: string,
  kind: ImportKind<Row>,
  { dryRun = false, most = MOST_LINES }: { dryRun?: boolean; most?: number } = {},
): Promise<ImportResult> => {
  const entries = read(csv, kind, most);
  await planAll(entries, kind);
  if (!dryRun) await applyAll(entries);
  const items = entries.map(outcomeOf);
  const count = (outcome: ImportOutcome['outcome']) => items.filter((item) => item.outcome === outcome).length;
  return {
    dry_run: dryRun,
    ...{ created: count('created'), updated: count('updated') },
    ...{ unchanged: count('unchanged'), refused: count('refused') },
    items,
  };
};
