import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LambdaInvoker } from '#lib/core/aws/lambda';
import { localEndpoint } from '#lib/core/aws/local-endpoint';
import { functionName } from '#lib/core/invoke';
import { startChild, stopChild } from './child.ts';
import { prepareFolder } from './data-folder.ts';
import { type Engine, startEngine, useEngine } from './engine.ts';
import { waitForKilled } from './killed-stack.ts';
import { logFile } from './log-file.ts';
import type { LocalOptions } from './options.ts';
import { isFree } from './ports.ts';
import { READY } from './ready.ts';
import { lockStack, runningEndpoint, unlockStack } from './stack-lock.ts';

export const LOCAL_TABLE = 'muster-local';

export interface Stack {
  url: string;
  lambdaUrl: string;
  engine: Engine;
  logFile: string;
  /** Resolves when a part of the stack ended by itself, with a sentence that says which. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PREPARE = fileURLToPath(new URL('./prepare.ts', import.meta.url));
const require = createRequire(import.meta.url);

const assertFree = async (port: number, setting: string): Promise<void> => {
  if (!(await isFree(port)))
    throw new Error(`Port ${port} is in use; end what runs there or set ${setting} to another one.`);
};

/** Two engines on one folder would each not see what the other writes. */
const assertAlone = async (dataDir: string | undefined): Promise<void> => {
  if (dataDir && (await runningEndpoint(dataDir)))
    throw new Error(`The data folder ${dataDir} is used by a running Muster; set MUSTER_DATA to another one.`);
};

/** Runs `prepare.ts`. @throws Error with what it says when it fails. */
const prepare = async (endpoint: string): Promise<void> => {
  const env = { ...process.env, DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: LOCAL_TABLE };
  const child = startChild(process.execPath, [PREPARE], { env });
  let said = '';
  child.stdout?.resume();
  child.stderr?.on('data', (piece) => {
    said += piece;
  });
  const [code] = await once(child, 'close');
  child.stdin?.destroy();
  if (code !== 0) throw new Error(said.trim() || 'The table and the page could not be made.');
};

const startOffline = ({ port, lambdaPort }: LocalOptions, { endpoint, file }: Engine, workDir: string): ChildProcess =>
  startChild(
    process.execPath,
    [
      join(dirname(require.resolve('serverless/package.json')), 'bin/serverless.js'),
      'offline',
      'start',
      '--stage=local',
      `--httpPort=${port}`,
      `--lambdaPort=${lambdaPort}`,
      '--noTimeout',
    ],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        MUSTER_RUN: 'local',
        STAGE: 'local',
        // Settings are read once, and not always after serverless-offline has set the functions' environment.
        TABLE_NAME: LOCAL_TABLE,
        DYNAMODB_ENDPOINT: endpoint,
        LAMBDA_ENDPOINT: `http://localhost:${lambdaPort}`,
        MUSTER_CHECKPOINT: join(workDir, 'stream.json'),
        MUSTER_ENGINE_FILE: file ?? '',
        POWERTOOLS_LOG_LEVEL: process.env.POWERTOOLS_LOG_LEVEL ?? 'WARN',
        SLS_TELEMETRY_DISABLED: '1',
        SLS_NOTIFICATIONS_MODE: 'off',
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    },
  );

/** serverless-offline's report of every request would be most of the log; errors and the functions' own lines count. */
const REPORT = /^$|\(λ: |^(GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS|ANY) \//;

/** Writes what the functions and serverless-offline say to the log file, and hands on each line. */
const keepLog = (child: ChildProcess, path: string, onLine: (line: string) => void): void => {
  const write = logFile(path);
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      if (REPORT.test(line)) return;
      write(line);
      onLine(line);
    });
  }
};

const waitUntilUp = (child: ChildProcess, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const tail: string[] = [];
    keepLog(child, path, (line) => {
      if (line === READY) resolve();
      else if (line.startsWith('{')) process.stderr.write(`${line}\n`);
      else tail.push(line);
      if (tail.length > 20) tail.shift();
    });
    child.once('exit', () =>
      reject(new Error(`The functions could not be started; the last lines of ${path} say why:\n${tail.join('\n')}`)),
    );
  });

/** What fell due while the stack was down is not left to the schedule's next minute. */
const catchUp = async ({ lambdaPort }: LocalOptions): Promise<void> => {
  const place = localEndpoint(`http://localhost:${lambdaPort}`);
  const lambda = new LambdaInvoker(place, { sendings: 3, connectMs: 60_000 });
  for (const key of ['retryExecs', 'retryEnrollments']) {
    const signal = AbortSignal.timeout(60_000);
    await lambda.invoke({ name: functionName(key, { STAGE: 'local' }), payload: {}, type: 'Event', signal });
  }
};

/**
 * Starts everything that Muster is, on this machine: database, table, functions over HTTP, stream reader, schedules.
 * @throws Error with one sentence when something it needs is not there.
 */
export const startStack = async (options: LocalOptions): Promise<Stack> => {
  const ports = [options.port, options.lambdaPort];
  if (options.dataDir) await waitForKilled(options.dataDir, { ports, endpoint: options.endpoint });
  await assertFree(options.port, 'PORT');
  await assertFree(options.lambdaPort, 'LAMBDA_PORT');
  const workDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'muster-'));
  prepareFolder(workDir);
  await assertAlone(options.dataDir);
  const logPath = join(workDir, 'muster.log');
  let engine: Engine | undefined;
  let offline: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    unlockStack(workDir);
    if (offline) await stopChild(offline);
    await engine?.stop();
    if (!options.dataDir) rmSync(workDir, { recursive: true, force: true });
  };
  try {
    engine = options.endpoint ? await useEngine(options.endpoint) : await startEngine(options.engine, options.dataDir);
    await prepare(engine.endpoint);
    offline = startOffline(options, engine, workDir);
    await waitUntilUp(offline, logPath);
    lockStack(workDir, engine.endpoint);
    await catchUp(options);
  } catch (error) {
    await stop();
    throw error;
  }
  const failed = new Promise<string>((resolve) => {
    offline?.once('exit', () => resolve(`The functions ended unexpectedly; ${logPath} may say why.`));
    engine?.child?.once('exit', () => resolve('The database engine ended unexpectedly.'));
  });
  const host = 'http://localhost';
  return {
    url: `${host}:${options.port}`,
    lambdaUrl: `${host}:${options.lambdaPort}`,
    engine,
    logFile: logPath,
    failed,
    stop,
  };
};
