import { mkdirSync } from 'node:fs';
import { documentClient } from '#lib/db/client';
import { type Engine, startEngine, useEngine } from './engine.ts';
import { type LocalOptions, readOptions } from './options.ts';
import { runningEndpoint } from './running-stack.ts';
import { createSampleUsers } from './sample-users.ts';
import { LOCAL_TABLE } from './stack.ts';
import { createTable } from './table.ts';

const engineOf = async ({ endpoint, dataDir, engine }: LocalOptions): Promise<Engine> => {
  if (endpoint) return useEngine(endpoint);
  if (!dataDir)
    throw new Error('Data in memory are reached through their engine: set DYNAMODB_ENDPOINT to what npm start prints.');
  const running = await runningEndpoint(dataDir);
  if (running) return useEngine(running);
  mkdirSync(dataDir, { recursive: true });
  return startEngine(engine, dataDir);
};

const withLocalTable = async (work: () => Promise<void>): Promise<void> => {
  const engine = await engineOf(readOptions(process.env));
  Object.assign(process.env, { STAGE: 'local', TABLE_NAME: LOCAL_TABLE, DYNAMODB_ENDPOINT: engine.endpoint });
  try {
    await createTable(engine.endpoint, LOCAL_TABLE);
    await createSampleUsers(engine.endpoint, LOCAL_TABLE);
    await work();
  } finally {
    documentClient().destroy();
    await engine.stop();
  }
};

/**
 * Runs `work` on the table of a stage. The local one is the running stack's, or else is opened for as long as it takes;
 * any other is the deployed stage's, with the AWS credentials of the shell.
 */
export const withTable = async (
  stage: string,
  work: () => Promise<void>,
  { region = process.env.AWS_REGION ?? 'eu-central-1' } = {},
): Promise<void> => {
  if (stage === 'local') return withLocalTable(work);
  Object.assign(process.env, {
    STAGE: stage,
    TABLE_NAME: `muster-${stage}`,
    DYNAMODB_ENDPOINT: '',
    AWS_REGION: region,
  });
  await work();
};
