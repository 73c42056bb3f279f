import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { npmStart } from '#support/muster';
import { freePort } from '../../tools/local/ports.ts';

/** Where the tools are that npm does not bring along: one folder for each (`.ci/api-tools` fills them). */
export const toolIn = (folder: string, path: string): string => {
  const tool = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'muster', folder, path);
  if (existsSync(tool)) return tool;
  console.error(`${tool} is missing: .ci/api-tools installs it.`);
  process.exit(1);
};

/** Runs a program, and gives its exit code. */
export const run = (command: string, args: string[], { cwd, env }: { cwd: string; env?: Record<string, string> }) =>
  new Promise<number>((resolve) =>
    spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], cwd, env: { ...process.env, ...env } }).on(
      'close',
      (code) => resolve(code ?? 1),
    ),
  );

const logIn = async (url: string): Promise<string> => {
  const started = await fetch(`${url}/token/login/`);
  const csrf = /csrftoken=([^;]+)/.exec(started.headers.get('set-cookie') ?? '')?.[1] ?? '';
  const answered = await fetch(`${url}/token/login/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `csrftoken=${csrf}`, 'x-csrf-token': csrf },
    body: JSON.stringify({ username: 'alice', password: 'hunter2' }),
  });
  return ((await answered.json()) as { auth_token: string }).auth_token;
};

/** Does something with a stack of its own, in memory, as a user who is logged in. Nobody but this machine is called. */
export const withStack = async <T>(
  AUTH: 'open' | 'token',
  work: (stack: { url: string; token: string }) => Promise<T>,
): Promise<T> => {
  const [PORT, LAMBDA_PORT] = [String(await freePort()), String(await freePort())];
  const quiet = { SERVICE_MANAGER_URL: 'http://127.0.0.1:9', PING_METHOD: 'tcp', PING_TIMEOUT_MS: '100' };
  const stack = await npmStart({ PORT, LAMBDA_PORT, MUSTER_DATA: ':memory:', AUTH, ...quiet });
  try {
    const url = `http://127.0.0.1:${PORT}`;
    return await work({ url, token: await logIn(url) });
  } finally {
    await stack.signal('SIGTERM');
  }
};
