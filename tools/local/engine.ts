import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '#lib/core/clock';
import { stopChild } from './child.ts';
import { startDynamodbLocal } from './engines/dynamodb-local.ts';
import { EMBEDDED_FILE, embeddedBinary, secretHost, startEmbedded } from './engines/embedded.ts';
import { compact, indexStream } from './engines/embedded-file.ts';
import { chooseEngine, type EngineKind } from './engines/guard.ts';
import { freePort } from './ports.ts';

export interface Engine {
  /** For people: `embedded DynamoDB (dynoxide)`. */
  name: string;
  /** As `DYNAMODB_ENDPOINT` takes it. Whoever has it has the data: it is for the user of this machine alone. */
  endpoint: string;
  child: ChildProcess | undefined;
  /** The embedded engine's database. */
  file: string | undefined;
  stop(): Promise<void>;
}

/** An engine of ours needs a moment, Java more of it; one that is said to run already answers or is not there. */
const READY_WITHIN_MS = 30_000;
const THERE_WITHIN_MS = 3000;

/**
 * Any answer will do: engines refuse an unsigned GET each in a way of its own. `fetch` would bring an HTTP client of its own
 * into the starter, for as long as the stack runs.
 */
export const answers = (endpoint: string, signal?: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const { protocol, host } = new URL(endpoint);
    const { get } = process.getBuiltinModule(protocol === 'http:' ? 'node:http' : 'node:https');
    get(`${protocol}//${host}`, { agent: false, ...(signal && { signal }) }, (response) => {
      response.resume();
      response.once('close', () => resolve(response.complete));
    }).once('error', () => resolve(false));
  });

const untilItAnswers = async (endpoint: string, withinMs: number, child?: ChildProcess): Promise<void> => {
  let lastLine = '';
  child?.stderr?.on('data', (piece) => {
    lastLine = String(piece).trim().split('\n').at(-1) ?? '';
  });
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(25)) {
    if (child && child.exitCode !== null)
      throw new Error(`The database engine stopped as soon as it was started${lastLine && `: ${lastLine}`}.`);
    if (await answers(endpoint)) return;
  }
  throw new Error(`No database answers at ${endpoint}.`);
};

interface StartOptions {
  /** Where it listens; a free port of a secret address where nothing is named. */
  at?: { host: string; port: number };
  /** The embedded engine's program, or '' for a machine that has none. */
  binary?: string;
}

const placeFor = async (kind: EngineKind): Promise<{ host: string; port: number }> => {
  const host = kind === 'embedded' ? secretHost() : '127.0.0.1';
  return { host, port: await freePort(host) };
};

/**
 * Starts the embedded DynamoDB or AWS's DynamoDB Local, and waits until it answers.
 * @throws Error with one sentence when it cannot be had on this machine, or another engine has the data of the folder.
 */
export const startEngine = async (
  wanted: EngineKind,
  dataDir: string | undefined,
  { at, binary = embeddedBinary() ?? '' }: StartOptions = {},
): Promise<Engine> => {
  const kind = chooseEngine(wanted, dataDir, binary);
  const { host, port } = at ?? (await placeFor(kind));
  // Data that nobody keeps are in a file as well: only that can be given the index that the engine lacks.
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'muster-engine-'));
  const file = kind === 'embedded' ? join(folder, EMBEDDED_FILE) : undefined;
  const clean = (): void => {
    if (!dataDir) rmSync(folder, { recursive: true, force: true });
  };
  const start = () =>
    kind === 'embedded'
      ? { child: startEmbedded(binary, host, port, folder), accessKey: '' }
      : startDynamodbLocal(port, dataDir);
  let started: ReturnType<typeof start> | undefined;
  try {
    if (file) compact(file);
    started = start();
    const { child, accessKey } = started;
    child.stdout?.resume();
    child.stderr?.resume();
    const endpoint = `http://${accessKey && `${accessKey}@`}${host}:${port}`;
    await untilItAnswers(endpoint, READY_WITHIN_MS, child);
    if (file) indexStream(file);
    const stop = async (): Promise<void> => {
      await stopChild(child);
      clean();
    };
    const name = kind === 'embedded' ? 'embedded DynamoDB (dynoxide)' : 'DynamoDB Local (AWS)';
    return { name, endpoint, child, file, stop };
  } catch (error) {
    if (started) await stopChild(started.child);
    clean();
    throw error;
  }
};

/** A database that runs already and is not ours to stop. @throws Error when it does not answer. */
export const useEngine = async (endpoint: string): Promise<Engine> => {
  await untilItAnswers(endpoint, THERE_WITHIN_MS);
  const stop = async (): Promise<void> => {};
  return { name: 'DynamoDB at DYNAMODB_ENDPOINT', endpoint, child: undefined, file: undefined, stop };
};
