import { parseArgs } from 'node:util';
import { rebuild } from '#lib/search/service';
import { allItems } from './scan.ts';
import { withTable } from './with-table.ts';

const USAGE = `Usage: npm run search-rebuild [-- --stage <stage>] [--region <region>]
Makes what GET /search finds again from what is in the table.`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string', default: 'local' },
      region: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const { stage, region } = values;
  const work = async (): Promise<void> => {
    const { terms, removed } = await rebuild(allItems());
    console.log(`${terms} terms are there; ${removed} that nothing has any more were removed.`);
  };
  await withTable(stage, work, region === undefined ? {} : { region });
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
