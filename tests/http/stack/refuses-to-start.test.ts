import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Ending, startInVain } from '#support/muster';
import { freePort } from '#tools/local/ports';

/** One plain sentence for people on stderr, exit code 1, and no trace. */
const isPlain = ({ code, stdout, stderr }: Ending, sentence: RegExp): void => {
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/^\s+at |Error:/m);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
};

test.each(['PORT', 'LAMBDA_PORT'])('%s in use', async (setting) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  isPlain(await startInVain({ [setting]: String(port) }), new RegExp(`^Port ${port} is in use; .*${setting} `));
  server.close();
});

test('bad settings, all named at once', async () => {
  const ended = await startInVain({
    PORT: '99999',
    DYNAMODB_ENGINE: 'sqlite',
    AUTH: 'maybe',
    PING_COUNT: 'many',
    STAGE: 'prod',
  });
  isPlain(ended, /^Bad settings: .*\.$/m);
  for (const name of ['PORT', 'DYNAMODB_ENGINE', 'AUTH', 'PING_COUNT', 'STAGE']) expect(ended.stderr).toContain(name);
});

test('a data folder that cannot be made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-'));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const MUSTER_DATA of [file, join(file, 'data'), '/proc/data-file'])
    isPlain(
      await startInVain({ MUSTER_DATA }),
      /^The data folder .*file.* cannot be written \(\w+\); set MUSTER_DATA /,
    );
  rmSync(folder, { recursive: true });
});

test('no Java where DynamoDB Local is wanted', async () => {
  const ended = await startInVain({ DYNAMODB_ENGINE: 'dynamodb-local', PATH: '' });
  isPlain(ended, /^DynamoDB Local needs Java 17 or newer, and there is no java command on this machine\.$/m);
});

test('no database at DYNAMODB_ENDPOINT, and then nothing is left in the folder for temporary files', async () => {
  const DYNAMODB_ENDPOINT = `http://127.0.0.1:${await freePort()}`;
  const TMPDIR = mkdtempSync(join(tmpdir(), 'muster-'));
  isPlain(await startInVain({ DYNAMODB_ENDPOINT, TMPDIR }), /^No database answers at http:.*\.$/m);
  expect(readdirSync(TMPDIR)).toEqual([]);
  rmSync(TMPDIR, { recursive: true });
});
