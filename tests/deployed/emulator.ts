import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sleep } from '#lib/core/clock';
import { freePort } from '#tools/local/ports';
import { CACHE } from './cache.ts';

const VERSION = '1.5.33';
const HOME = join(CACHE, `ministack-${VERSION}`);
const REGION = 'eu-central-1';

export interface Emulator {
  port: number;
  /** What a process needs to find the emulator instead of AWS. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Installs the emulator into a virtual environment of its own, once. @throws Error where that cannot be done. */
const install = (): void => {
  if (existsSync(join(HOME, 'bin/ministack'))) return;
  execFileSync('python3', ['-m', 'venv', HOME]);
  execFileSync(join(HOME, 'bin/pip'), ['install', '--quiet', `ministack==${VERSION}`], { stdio: 'inherit' });
};

const answers = async (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );

/** The functions that it keeps warm are children of its own: all of them are in its process group. */
const ended = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  process.kill(-child.pid, 'SIGTERM');
  await Promise.race([closed, sleep(10_000)]);
  if (child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
};

/** An AWS on a free port of this machine, with IAM enforced, in memory. */
export const startEmulator = async (): Promise<Emulator> => {
  install();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'muster-emulator-'));
  const log = join(folder, 'log');
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const child = spawn(join(HOME, 'bin/ministack'), {
    cwd: folder,
    detached: true,
    stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')],
    // Nothing of the shell: `AUTH` is a setting of ours, too. The first `node` on the path runs the functions.
    env: {
      ...{ HOME: folder, TMPDIR: folder, PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, LOG_LEVEL: 'WARNING' },
      ...{ GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', MINISTACK_HOST: '127.0.0.1', MINISTACK_REGION: REGION },
      ...{ AUTH: 'true', IOT_MTLS_ENABLED: '0', SFTP_ENABLED: '0', ...env },
    },
  });
  const stop = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  for (let tries = 0; !(await answers(port)); tries++) {
    if (child.exitCode !== null || tries > 240) {
      const said = readFileSync(log, 'utf8');
      await stop();
      throw new Error(`The emulator does not answer. It said: ${said}`);
    }
    await sleep(250);
  }
  return { port, env, stop };
};
