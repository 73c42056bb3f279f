import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { given } from '#support/given';
import { npmStart, startInVain } from '#support/muster';
import { eventually } from '#support/request';
import { freePort, isFree } from '#tools/local/ports';

const MUSTER_DATA = mkdtempSync(join(tmpdir(), 'muster-data-'));
const device = given.mac();
const registration = { ip: given.ip(), name: 'kept', userdata: '' };

// Several starts in a row, each of them with a Java beside it on the second engine.
jest.setTimeout(300_000);

afterAll(() => rmSync(MUSTER_DATA, { recursive: true, force: true }));

const ports = async () => ({ PORT: String(await freePort()), LAMBDA_PORT: String(await freePort()) });

const checked = async (port: string): Promise<unknown> =>
  (await fetch(`http://localhost:${port}/ztp/check/${device}`)).json();

type Running = Awaited<ReturnType<typeof npmStart>>;

const nothingIsLeft = async ({ processes }: Running): Promise<void> => {
  await eventually(
    async () => processes(),
    (pids) => pids.length === 0,
  );
};

test('SIGTERM ends everything with exit code 0, and the data are there after the next start', async () => {
  const at = await ports();
  const first = await npmStart({ ...at, MUSTER_DATA });
  const put = { method: 'PUT', body: new Blob([JSON.stringify(registration)]) };
  expect((await fetch(`http://localhost:${at.PORT}/ztp/register/${device}`, put)).status).toBe(201);
  expect(first.processes().length).toBeGreaterThan(2);
  expect(await first.signal('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  await nothingIsLeft(first);
  expect(await isFree(Number(at.PORT))).toBe(true);

  const second = await npmStart({ ...at, MUSTER_DATA });
  expect(await checked(at.PORT)).toEqual(registration);

  expect(await startInVain({ MUSTER_DATA })).toMatchObject({
    code: 1,
    stderr: `The data folder ${MUSTER_DATA} is used by a running Muster; set MUSTER_DATA to another one.\n`,
  });

  // A third stack uses the second's database, and leaves it alone when it ends.
  const beside = await ports();
  const DYNAMODB_ENDPOINT = second.line('Engine').split(' at ')[1];
  const third = await npmStart({ ...beside, MUSTER_DATA: ':memory:', DYNAMODB_ENDPOINT });
  expect(third.line('Engine')).toBe(`DynamoDB at DYNAMODB_ENDPOINT at ${DYNAMODB_ENDPOINT}`);
  expect(await checked(beside.PORT)).toEqual(registration);
  const folder = dirname(third.line('Log'));
  expect(await third.signal('SIGTERM')).toMatchObject({ code: 0 });
  await nothingIsLeft(third);
  expect(existsSync(folder)).toBe(false);
  expect(await checked(at.PORT)).toEqual(registration);

  expect(await second.interrupt()).toMatchObject({ code: 0, stderr: '' });
  await nothingIsLeft(second);
});

test('a function that fails when it is invoked asynchronously fails alone, and a TABLE_NAME of the shell is not ours', async () => {
  const at = await ports();
  const stack = await npmStart({ ...at, MUSTER_DATA: ':memory:', TABLE_NAME: 'of-another-program' });
  const invoke = (name: string) =>
    fetch(`http://localhost:${at.LAMBDA_PORT}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      headers: { 'X-Amz-Invocation-Type': 'Event' },
      body: JSON.stringify({ Records: 'none' }),
    });
  expect((await invoke('muster-local-dispatchChanges')).status).toBe(202);
  expect((await invoke('muster-local-nothing')).status).toBe(404);
  await eventually(
    async () => readFileSync(stack.line('Log'), 'utf8'),
    (log) => log.includes("Unhandled Lambda Error during invoke of 'muster-local-dispatchChanges'"),
  );
  expect((await fetch(`http://localhost:${at.PORT}/api/pools`)).status).toBe(200);
  expect(await stack.signal('SIGTERM')).toMatchObject({ code: 0 });
});

test('even a stack that is killed outright leaves no process behind, and :memory: keeps nothing', async () => {
  const at = await ports();
  const stack = await npmStart({ ...at, MUSTER_DATA: ':memory:' });
  expect(stack.line('Data')).toBe('in memory, gone at the end');
  expect((await fetch(`http://localhost:${at.PORT}/ztp/check/${device}`)).status).toBe(404);
  await stack.killOutright();
  await nothingIsLeft(stack);
  rmSync(dirname(stack.line('Log')), { recursive: true, force: true });
});
