import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { endpoints } from '#lib/api';
import type { HttpResponse } from '#lib/http/response';
import { declaredFunctions } from '#support/functions-yml';
import { packaged } from '#support/packaged';
import { sampleEvent } from '#support/sample-events';

/** What a bundle did with its event. */
interface Outcome {
  reply?: HttpResponse & { batchItemFailures?: unknown[] };
  error?: string;
}

/** Hands each bundle its event, in a process that has nothing but the bundles. */
const RUNNER = `
import { readFileSync, writeFileSync } from 'node:fs';
const outcomes = { node: process.versions.node };
for (const { key, file, event } of JSON.parse(readFileSync('calls.json', 'utf8'))) {
  try {
    const { handler } = await import(file);
    const context = { awsRequestId: key, functionName: key, getRemainingTimeInMillis: () => 10_000 };
    outcomes[key] = { reply: await handler(event, context) };
  } catch (error) {
    outcomes[key] = { error: String(error?.stack ?? error) };
  }
}
writeFileSync('outcomes.json', JSON.stringify(outcomes));
process.exit(0);
`;

const functions = declaredFunctions();
const folder = mkdtempSync(join(tmpdir(), 'muster-bundles-'));
let outcomes: Record<string, Outcome> & { node?: string };

/** Unpacks a bundle and gives the path of its module. */
const unpack = (key: string, handler: string): string => {
  const files = Object.entries(unzipSync(readFileSync(join(packaged(), `${key}.zip`))));
  for (const [name, content] of files) {
    const target = join(folder, key, name);
    mkdirSync(dirname(target), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(target, content);
  }
  return `./${key}/${handler.replace(/\.handler$/, '.mjs')}`;
};

beforeAll(async () => {
  const calls = Object.entries(functions).map(([key, declared]) => ({
    key,
    file: unpack(key, declared.handler),
    event: sampleEvent(key, declared),
  }));
  writeFileSync(join(folder, 'calls.json'), JSON.stringify(calls));
  writeFileSync(join(folder, 'run.mjs'), RUNNER);
  const { DYNAMODB_ENDPOINT, TABLE_NAME } = process.env;
  await promisify(execFile)(process.execPath, ['run.mjs'], {
    cwd: folder,
    env: {
      DYNAMODB_ENDPOINT,
      TABLE_NAME,
      AWS_REGION: 'eu-central-1',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      // The discard port, where nobody listens.
      SERVICE_MANAGER_URL: 'http://127.0.0.1:9',
      LAMBDA_ENDPOINT: 'http://127.0.0.1:9',
    },
  });
  outcomes = JSON.parse(readFileSync(join(folder, 'outcomes.json'), 'utf8'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('there is a sample event for every function: events/samples/<its key>.json', () => {
  const without = Object.entries(functions).filter(([key, declared]) => sampleEvent(key, declared) === undefined);
  expect(without.map(([key]) => key)).toEqual([]);
});

test('the bundles were loaded by the Node that Lambda has', () => {
  expect(outcomes.node).toMatch(/^24\./);
});

test.each(endpoints.map(({ name }) => name))('the bundle of %s answers its call with a status that it says', (key) => {
  const endpoint = endpoints.find(({ name }) => name === key);
  const said = [...Object.keys(endpoint?.answers ?? {}).map(Number), ...(endpoint?.problems ?? []), 400, 401, 403];
  const { reply, error } = outcomes[key] ?? {};
  expect(error).toBeUndefined();
  expect(said).toContain(reply?.statusCode);
});

const others = Object.keys(functions).filter((key) => endpoints.every(({ name }) => name !== key));

test.each(others)('the bundle of %s handles its event', (key) => {
  expect(outcomes[key]?.error).toBeUndefined();
  expect(outcomes[key]?.reply?.statusCode ?? 200).toBeLessThan(500);
  expect(outcomes[key]?.reply?.batchItemFailures ?? []).toEqual([]);
});
