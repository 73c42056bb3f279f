import { buildPage } from '../../web/build.ts';
import { createSampleUsers } from './sample-users.ts';
import { createTable } from './table.ts';

/**
 * Makes what a stack needs before its functions are started: the table `TABLE_NAME` at `DYNAMODB_ENDPOINT` with its sample
 * users, and the page. A process of its own, so that the bundler and the SDK are gone with it: the starter, which waits for
 * the rest of the day, does without.
 */
const prepare = async ({ DYNAMODB_ENDPOINT = '', TABLE_NAME = '' } = process.env): Promise<void> => {
  const furnish = async (): Promise<void> => {
    await createTable(DYNAMODB_ENDPOINT, TABLE_NAME);
    await createSampleUsers(DYNAMODB_ENDPOINT, TABLE_NAME);
  };
  await Promise.all([furnish(), buildPage()]);
};

prepare().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(error instanceof Error ? error.message : String(error), () => process.exit(1));
  },
);
