import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '#tools/local/ports';
import { eventually } from './request.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START = [process.execPath, 'tools/local/start.ts'];
const NPM_START = ['npm', 'start', '--silent'];

type Env = Record<string, string | undefined>;

export interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Processes carry their environment: whoever has this mark was started by this start, at whatever remove. */
const processesMarked = (mark: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
      } catch {
        return false;
      }
    });

const launch = ([command = '', ...args]: string[], env: Env) => {
  const mark = randomUUID();
  const { NODE_OPTIONS: _, DYNAMODB_ENDPOINT: __, ...inherited } = process.env;
  // What is killed outright cleans nothing up after itself.
  const TMPDIR = mkdtempSync(join(tmpdir(), 'muster-test-'));
  const child = spawn(command, args, {
    cwd: ROOT,
    // Nobody answers there, and the sample of a service manager is not started.
    env: { ...inherited, TMPDIR, SERVICE_MANAGER_URL: 'http://127.0.0.1:9', ...env, MUSTER_TEST_MARK: mark },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (piece) => {
      said[name] += piece;
    });
  const ended = new Promise<Ending>((resolve) =>
    child.on('close', (code) => {
      rmSync(TMPDIR, { recursive: true, force: true, maxRetries: 10 });
      resolve({ code, ...said });
    }),
  );
  return { child, said, ended, mark };
};

/** Runs the starter where it is expected to give up, and gives how it did. */
export const startInVain = async (env: Env): Promise<Ending> =>
  launch(START, {
    PORT: String(await freePort()),
    LAMBDA_PORT: String(await freePort()),
    MUSTER_DATA: ':memory:',
    ...env,
  }).ended;

/** A line that the starter printed: `line('Engine')` is `embedded DynamoDB (dynoxide) at http://...`. */
const lineOf = (stdout: string, label: string): string => new RegExp(`^${label} +(.*)$`, 'm').exec(stdout)?.[1] ?? '';

/** `npm start` as a person would, ready to be used. */
export const npmStart = async (env: Env) => {
  const { child, said, ended, mark } = launch(NPM_START, env);
  const early = await Promise.race([
    eventually(
      async () => said.stdout,
      (text) => text.includes('Muster is ready'),
      120_000,
    ),
    ended,
  ]);
  if (typeof early !== 'string') throw new Error(`Muster did not start: ${early.stderr}`);
  const pid = child.pid ?? 0;
  return {
    line: (label: string) => lineOf(said.stdout, label),
    /** Everything that runs because of this start. */
    processes: () => processesMarked(mark),
    /** As `kill <pid>` would. */
    signal: (signal: NodeJS.Signals): Promise<Ending> => {
      child.kill(signal);
      return ended;
    },
    /** As a terminal does at Ctrl-C: everybody in the foreground gets it. */
    interrupt: (): Promise<Ending> => {
      process.kill(-pid, 'SIGINT');
      return ended;
    },
    /** As the kernel does when memory is short: nobody is asked. */
    killOutright: (): Promise<Ending> => {
      process.kill(-pid, 'SIGKILL');
      return ended;
    },
  };
};
