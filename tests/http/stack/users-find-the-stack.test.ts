import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { given } from '#support/given';
import { freePort } from '#tools/local/ports';

const PASSWORD = 'correct horse';
const folder = mkdtempSync(join(tmpdir(), 'muster-users-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm run users -- ...` with the settings of a shell that is not that of the stack. */
const users = (args: string[], env: Record<string, string | undefined>, input = '') => {
  const { DYNAMODB_ENDPOINT: _, STAGE: __, TABLE_NAME: ___, MUSTER_DATA: ____, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/local/users-cli.ts', ...args], {
    encoding: 'utf8',
    env: { ...inherited, NODE_OPTIONS: '', ...env },
    input,
  });
  return { status, out: stdout.trim(), said: stderr.trim() };
};

const login = async (username: string): Promise<number> => {
  const url = `${process.env.MUSTER_TEST_URL}/token/login/`;
  const cookie = (await fetch(url)).headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers = { cookie, 'x-csrf-token': cookie.split('=')[1] ?? '' };
  const body = new Blob([JSON.stringify({ username, password: PASSWORD })]);
  return (await fetch(url, { method: 'POST', headers, body })).status;
};

test.each([
  ['no folder is named', undefined],
  ['the data are said to be in memory', ':memory:'],
])('a user can log in on the stack that runs on PORT, when %s', async (_, MUSTER_DATA) => {
  const name = given.name('user');
  const added = users(['add', name, '--password-stdin'], { MUSTER_DATA }, PASSWORD);
  expect(added).toEqual({
    status: 0,
    out: expect.stringMatching(`^${name} is user \\d+\\.$`),
    said: expect.stringMatching(`^On the stack on port ${process.env.PORT}, which keeps its data in /.+\\.$`),
  });
  expect(await login(name)).toBe(200);
});

test('where no stack runs on the folder that was named, that is said', () => {
  expect(users(['list'], { MUSTER_DATA: folder })).toEqual({
    status: 0,
    out: expect.stringMatching(/^ID .*\n1 +alice .*\n2 +betty .*$/),
    said: `No running stack uses ${folder}, so this is about the data in that folder; PORT or MUSTER_DATA name another.`,
  });
});

test('no stack and nothing but memory is an error', async () => {
  const PORT = String(await freePort());
  expect(users(['list'], { MUSTER_DATA: ':memory:', PORT, LAMBDA_PORT: '' })).toEqual({
    status: 1,
    out: '',
    said: `No stack with its data in memory runs on port ${PORT}; set PORT to that of yours.`,
  });
});
