import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { request } from '#support/request';

const PASSWORD = 'correct horse battery';

/** Makes a user, or gives one a password, as an operator does with `npm run users -- <command> --stage`. */
export const runUsers = (command: 'add' | 'passwd', name: string, env: Record<string, string>): void => {
  execFileSync(
    process.execPath,
    ['tools/local/users-cli.ts', command, name, '--stage', 'dev', '--region', env.AWS_REGION ?? '', '--password-stdin'],
    { input: `${PASSWORD}\n`, env: { ...process.env, ...env } },
  );
};

/** Logs in as a client does, and gives the header that it shows from then on. */
export const logIn = async (username: string): Promise<Record<string, string>> => {
  const { headers } = await request('GET', '/token/login/');
  const [, csrf = ''] = /csrftoken=(\w+)/.exec(headers.get('set-cookie') ?? '') ?? [];
  const { status, body } = await request('POST', '/token/login/', {
    body: { username, password: PASSWORD },
    headers: { cookie: `csrftoken=${csrf}`, 'x-csrf-token': csrf },
  });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal((await request('GET', '/servers')).status, 401);
  return { authorization: `Token ${body.auth_token}` };
};
