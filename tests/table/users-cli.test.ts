import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { given } from '#support/given';

/** `npm run users -- ...`, on the engine under test. */
const users = (args: string[], input = '') => {
  const env = { ...process.env, STAGE: '', TABLE_NAME: '', NODE_OPTIONS: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/local/users-cli.ts', ...args], {
    cwd: new URL('../..', import.meta.url),
    encoding: 'utf8',
    env,
    input,
  });
  return { status, out: stdout.trim(), error: stderr.trim() };
};

test('a user is added with a password from standard input, and listed beside the sample users', () => {
  const name = given.name('user');
  const added = users(['add', name, '--password-stdin'], 'correct horse\n');
  expect(added).toEqual({ status: 0, out: expect.stringMatching(`^${name} is user \\d+\\.$`), error: '' });
  const { out } = users(['list']);
  expect(out).toMatch(/^ID +NAME +STATE +CREATED\n1 +alice +sample +\S+\n2 +betty +sample +\S+\n/);
  expect(out).toMatch(new RegExp(`^\\d+ +${name} +active +\\S+$`, 'm'));
});

test.each([
  [['add', 'alice'], 'correct horse', 'User alice already exists.'],
  [['toString'], '', 'There is no command toString.\nUsage: npm run users'],
])('%j with %j on standard input ends with a sentence and exit code 1', (args, input, sentence) => {
  const { status, out, error } = users(args, input);
  expect({ status, out }).toEqual({ status: 1, out: '' });
  expect(error.startsWith(sentence)).toBe(true);
  expect(error).not.toMatch(/\n\s+at /);
});
