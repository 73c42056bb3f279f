import { randomUUID } from 'node:crypto';
import { afterAll, jest } from '@jest/globals';
import { documentClient } from '#lib/db/client';
import { createTable } from '#tools/local/table';

/** With every stream that it has, DynamoDB Local takes longer for each write: there a stream is opened where it is read. */
const hasStreams = process.env.DYNAMODB_ENGINE !== 'dynamodb-local';

/** Each test file has a table of its own, so that they run side by side. */
process.env.DYNAMODB_ENDPOINT = process.env.MUSTER_TEST_ENGINE ?? '';
process.env.TABLE_NAME = `test-${randomUUID()}`;
process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
await createTable(process.env.DYNAMODB_ENDPOINT, process.env.TABLE_NAME, { stream: hasStreams });

afterAll(() => {
  documentClient().destroy();
  const { denials = [] } = globalThis as { denials?: string[] };
  if (denials.length > 0) throw new Error(denials.join('\n'));
});

// On two busy cores DynamoDB Local stands still for seconds now and then; what failed is told, and tried once more.
if (process.env.DYNAMODB_ENGINE === 'dynamodb-local') jest.retryTimes(1, { logErrorsBeforeRetry: true });
