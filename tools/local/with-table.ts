import { documentClient } from '#lib/db/client';
import { prepareFolder } from './data-folder.ts';
import { type Engine, startEngine, useEngine } from './engine.ts';
import { type LocalOptions, readOptions } from './options.ts';
import { createSampleUsers } from './sample-users.ts';
import { LOCAL_TABLE } from './stack.ts';
import { folderOfStackAt, runningEndpoint } from './stack-lock.ts';
import { createTable } from './table.ts';

interface Found {
  engine: Engine;
  /** Which stack or folder it is, for people. */
  where: string;
}

type Say = (sentence: string) => void;

/** The database of the stack on `PORT`, whatever folder that one keeps its data in. */
const ofRunningStack = async ({ port, lambdaPort }: LocalOptions): Promise<Found | undefined> => {
  const folder = await folderOfStackAt(lambdaPort);
  const endpoint = folder && (await runningEndpoint(folder));
  if (!endpoint) return undefined;
  return { engine: await useEngine(endpoint), where: `the stack on port ${port}, which keeps its data in ${folder}` };
};

/**
 * The database that is meant: of `DYNAMODB_ENDPOINT`, of the stack that runs on the data folder, of the one that runs on
 * `PORT` unless another folder was asked for by name, or else the folder itself.
 */
const find = async (options: LocalOptions, asksForFolder: boolean, say: Say): Promise<Engine> => {
  const { endpoint, dataDir, engine: kind, port } = options;
  if (endpoint) return useEngine(endpoint);
  const onFolder = dataDir && (await runningEndpoint(dataDir));
  if (onFolder) return useEngine(onFolder);
  const found = asksForFolder && dataDir ? undefined : await ofRunningStack(options);
  if (found) {
    say(`On ${found.where}.`);
    return found.engine;
  }
  if (!dataDir) throw new Error(`No stack with its data in memory runs on port ${port}; set PORT to that of yours.`);
  say(`No running stack uses ${dataDir}, so this is about the data in that folder; PORT or MUSTER_DATA name another.`);
  prepareFolder(dataDir);
  return startEngine(kind, dataDir);
};

const withLocalTable = async (work: () => Promise<void>, say: Say): Promise<void> => {
  const engine = await find(readOptions(process.env), Boolean(process.env.MUSTER_DATA), say);
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

interface TableOptions {
  region?: string;
  /** Takes a sentence that says which database it is, where that goes without saying nowhere. */
  say?: Say;
}

/**
 * Runs `work` on the table of a stage. The local one is the running stack's, or else is opened for as long as it takes;
 * any other is the deployed stage's, with the AWS credentials of the shell.
 */
export const withTable = async (
  stage: string,
  work: () => Promise<void>,
  { region = process.env.AWS_REGION ?? 'eu-central-1', say = console.error }: TableOptions = {},
): Promise<void> => {
  if (stage === 'local') return withLocalTable(work, say);
  Object.assign(process.env, {
    STAGE: stage,
    TABLE_NAME: `muster-${stage}`,
    DYNAMODB_ENDPOINT: '',
    AWS_REGION: region,
  });
  await work();
};
