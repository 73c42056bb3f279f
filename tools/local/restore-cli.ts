import { parseArgs } from 'node:util';
import { type Difference, restoreTable, type Step } from './restore.ts';
import { withTable } from './with-table.ts';

const USAGE = `Usage: npm run restore -- --from <restored table> [--stage <stage>] [--region <region>] [options]
Says what is otherwise in the table of a stage than in a table that was restored from its backup.
  --types <type,type>  these types of items only, such as pool,resource,owner,use
  --list               every difference, a line of JSON each
  --write              makes it as it was then; ends all tokens`;

const { values } = (() => {
  try {
    return parseArgs({
      options: {
        from: { type: 'string' },
        stage: { type: 'string', default: 'local' },
        region: { type: 'string' },
        types: { type: 'string', default: '' },
        list: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(1);
  }
})();

/** What may be shown of an item: nothing that anybody could log in with. */
const SHOWN = ['id', 'pool', 'name', 'ip', 'ip_address', 'status', 'owner', 'leaseUntil', 'at'];
const shown = (item: Record<string, unknown> | undefined) =>
  item && Object.fromEntries(SHOWN.flatMap((name) => (name in item ? [[name, item[name]]] : [])));

const lineOf = ({ step, type, was, is }: Difference): string =>
  JSON.stringify({ step, type, was: shown(was), is: shown(is) });

type Counts = Record<Step, number>;

const report = (counts: Map<string, Counts>): string =>
  [['TYPE', 'BACK', 'CHANGED', 'GONE'], ...[...counts].sort().map(([type, c]) => [type, c.back, c.changed, c.gone])]
    .map(([type, ...cells]) => `${String(type).padEnd(20)}${cells.map((cell) => String(cell).padStart(9)).join('')}`)
    .join('\n');

const restore = async (from: string): Promise<void> => {
  const counts = new Map<string, Counts>();
  const onEach = (difference: Difference): void => {
    const { back, changed, gone } = counts.get(difference.type) ?? { back: 0, changed: 0, gone: 0 };
    const before = { back, changed, gone };
    counts.set(difference.type, { ...before, [difference.step]: before[difference.step] + 1 });
    if (values.list) console.log(lineOf(difference));
  };
  await restoreTable(from, { types: values.types.split(',').filter(Boolean), write: values.write, onEach });
  console.log(report(counts));
  console.log(values.write ? 'Written.' : 'Nothing was written; --write does it.');
};

const main = async (): Promise<void> => {
  const { help, from, stage, region } = values;
  if (help) return console.log(USAGE);
  if (from === undefined) throw new Error(`--from is missing.\n${USAGE}`);
  await withTable(stage, () => restore(from), region === undefined ? {} : { region });
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
