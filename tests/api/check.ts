import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmStart } from '#support/muster';
import { freePort } from '#tools/local/ports';

/**
 * `npm run check:api [seconds]`: what the OpenAPI document promises, tried on the running stack by schemathesis, once in
 * each `AUTH` mode. It makes requests from the document alone, good and bad ones, and follows the links from one answer
 * to the next call. What it is not asked for stands in `schemathesis.toml`, with its reasons.
 */
const SECONDS = Number(process.argv[2] ?? 60);
const HOME = process.env.SCHEMATHESIS ?? join(homedir(), '.cache/muster/schemathesis/bin/st');
const CONFIG = fileURLToPath(new URL('schemathesis.toml', import.meta.url));

const logIn = async (url: string): Promise<string> => {
  const started = await fetch(`${url}/token/login/`);
  const csrf = /csrftoken=([^;]+)/.exec(started.headers.get('set-cookie') ?? '')?.[1] ?? '';
  const answered = await fetch(`${url}/token/login/`, {
    method: 'POST',
    headers: { cookie: `csrftoken=${csrf}`, 'x-csrf-token': csrf },
    body: JSON.stringify({ username: 'alice', password: 'hunter2' }),
  });
  return ((await answered.json()) as { auth_token: string }).auth_token;
};

const run = (command: string, args: string[]): Promise<number> =>
  new Promise((resolve) =>
    spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).on('close', (code) => resolve(code ?? 1)),
  );

const check = async (AUTH: 'open' | 'token'): Promise<number> => {
  const [PORT, LAMBDA_PORT] = [String(await freePort()), String(await freePort())];
  // Nobody is called, and what is probed is this machine.
  const quiet = { SERVICE_MANAGER_URL: 'http://127.0.0.1:9', PING_METHOD: 'tcp', PING_TIMEOUT_MS: '100' };
  const stack = await npmStart({ PORT, LAMBDA_PORT, MUSTER_DATA: ':memory:', AUTH, ...quiet });
  try {
    const url = `http://127.0.0.1:${PORT}`;
    const token = ['-H', `Authorization: Token ${await logIn(url)}`];
    console.log(`\nAUTH=${AUTH}`);
    return await run(HOME, [
      '--config-file',
      CONFIG,
      'run',
      `${url}/openapi.json`,
      '--max-time',
      String(SECONDS),
      ...token,
    ]);
  } finally {
    await stack.signal('SIGTERM');
  }
};

if (!existsSync(HOME)) {
  console.error(
    'schemathesis is not installed. python3 -m venv ~/.cache/muster/schemathesis, and its pip install schemathesis;',
  );
  console.error('or name it: SCHEMATHESIS=/path/to/st');
  process.exit(1);
}
const codes = [await check('open'), await check('token')];
process.exitCode = Math.max(...codes);
