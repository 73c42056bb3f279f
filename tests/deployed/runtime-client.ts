import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import pLimit from 'p-limit';
import { declaredFunctions } from '#support/functions-yml';
import { sampleEvent } from '#support/sample-events';
import { CACHE } from './cache.ts';

const VERSION = '4.0.2';
const HOME = join(CACHE, `aws-lambda-ric-${VERSION}`);
const CLIENT = join(HOME, 'node_modules/aws-lambda-ric');
const AT_ONCE = pLimit(2);
const PATIENCE_MS = 60_000;

/** Compiles AWS's runtime client, once. @throws Error where gcc, cmake and make do not do it. */
export const installClient = (): void => {
  if (existsSync(join(CLIENT, 'rapid-client.node'))) return;
  mkdirSync(HOME, { recursive: true });
  writeFileSync(join(HOME, 'package.json'), '{"private":true,"allowScripts":{"aws-lambda-ric":true}}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', `aws-lambda-ric@${VERSION}`], {
    cwd: HOME,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (!existsSync(join(CLIENT, 'rapid-client.node'))) throw new Error('aws-lambda-ric was not compiled.');
};

/** What the runtime client told Lambda of its only invocation. */
type Told = { response: unknown } | { error: string };

/** Lambda's Runtime API for one process and one event. */
const startApi = async (event: unknown) => {
  const tell = Promise.withResolvers<Told>();
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString();
    if (request.url?.endsWith('/next')) {
      const headers = {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': 'sample',
        'Lambda-Runtime-Deadline-Ms': String(Date.now() + PATIENCE_MS),
        'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-central-1:000000000000:function:sample',
      };
      return response.writeHead(200, headers).end(JSON.stringify(event));
    }
    response.writeHead(202).end('{}');
    if (request.url?.endsWith('/response'))
      return tell.resolve({ response: body === '' ? undefined : JSON.parse(body) });
    return tell.resolve({ error: body });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { api: `127.0.0.1:${(server.address() as AddressInfo).port}`, told: tell.promise, stop, tell };
};

const unpack = (zip: string, folder: string): void => {
  for (const [name, content] of Object.entries(unzipSync(readFileSync(zip)))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(join(folder, name), content);
  }
};

interface Started {
  zip: string;
  handler: string;
  event: unknown;
  env: Record<string, string>;
}

/** What Lambda tells every function of itself. */
const RESERVED = {
  AWS_LAMBDA_FUNCTION_NAME: 'sample',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_LOG_GROUP_NAME: 'sample',
  AWS_LAMBDA_LOG_STREAM_NAME: 'sample',
};

/** Starts a bundle as Lambda does, hands it one event, and gives what it told. */
const start = async ({ zip, handler, event, env }: Started): Promise<Told> => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-function-'));
  unpack(zip, folder);
  const { api, told, tell, stop } = await startApi(event);
  const started = execFile(process.execPath, [join(CLIENT, 'index.mjs')], {
    cwd: folder,
    timeout: PATIENCE_MS,
    env: { ...env, ...RESERVED, AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: folder, _HANDLER: handler },
  });
  const said: string[] = [];
  started.stderr?.on('data', (piece) => said.push(String(piece)));
  started.once('close', (code) => tell.resolve({ error: `The process ended with ${code}: ${said.join('')}` }));
  try {
    return await told;
  } finally {
    started.kill('SIGKILL');
    stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
};

/** Whether what a function told is an answer, and no failure of ours. */
const isGood = (told: Told): boolean => {
  if ('error' in told) return false;
  const { statusCode = 200, batchItemFailures = [] } = (told.response ?? {}) as {
    statusCode?: number;
    batchItemFailures?: unknown[];
  };
  return statusCode < 500 && batchItemFailures.length === 0;
};

/** @throws AssertionError naming the bundles that AWS's runtime client cannot start, or that fail at a sample event. */
export const startEveryBundle = async (home: string, env: Record<string, string>): Promise<string> => {
  const functions = Object.entries(declaredFunctions());
  const bad: string[] = [];
  await AT_ONCE.map(functions, async ([key, declared]) => {
    const event = sampleEvent(key, declared);
    const told = await start({ zip: join(home, `${key}.zip`), handler: declared.handler, event, env });
    if (!isGood(told)) bad.push(`${key}: ${JSON.stringify(told)}`);
  });
  assert.deepEqual(bad, []);
  return `${functions.length} bundles started under AWS's runtime client, and answered a sample event`;
};
