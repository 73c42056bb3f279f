import { expect, test } from '@jest/globals';
import { documentClient } from '#lib/db/client';
import { given } from '#support/given';
import { statuses } from '#support/recipient';
import { eventually } from '#support/request';
import { startZtp } from '#support/ztp';

const ztp = await startZtp(statuses(503, 503, 200), { EXEC_PAUSES_SECONDS: '0,0,0' });

const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0);

/** Waits until everything that was written so far has passed the stream: a registration of its own has been told of. */
const streamHasPassed = async (): Promise<void> => {
  const id = given.mac();
  await ztp.register({ params: { id }, body: { ip: '10.0.0.99' } });
  await eventually(
    () => ztp.show({ params: { id } }),
    ({ body }) => body.exec.status === 'SUCCEEDED',
  );
  // The calls of all of them have been made.
  await ztp.lambda.idle();
};

test('a registration wakes the stream handler once, and so does an edit; the ledger never does', async () => {
  const id = given.mac();
  await ztp.register({ params: { id }, body: { ip: '10.0.0.1' } });
  await eventually(
    () => ztp.show({ params: { id } }),
    ({ body }) => body.exec.attempts === 1 && body.exec.http_status === 503,
  );
  expect(ztp.woken).toEqual([1]);

  expect(await ztp.retry()).toEqual({ due: 1 });
  await ztp.lambda.idle();
  expect(await ztp.retry()).toEqual({ due: 1 });
  await ztp.lambda.idle();
  expect((await ztp.show({ params: { id } })).body.exec).toMatchObject({ status: 'SUCCEEDED', attempts: 3 });
  expect(await ztp.retry()).toEqual({ due: 0 });
  for (const body of [{ ip: '10.0.0.2' }, { name: 'x' }, { userdata: 'y' }]) await ztp.edit({ params: { id }, body });
  await ztp.resend({ params: { id } });
  await ztp.lambda.idle();
  expect(ztp.manager.asked).toHaveLength(4);
  await ztp.remove({ params: { id } });

  await streamHasPassed();
  // The two registrations, three edits, which are carried to server and machine, and the signature before the deletion.
  expect(sum(ztp.woken)).toBe(2 + 3 + 1);
  expect(ztp.manager.asked).toHaveLength(5);
});

test('registrations that come at once wake it in batches', async () => {
  const before = sum(ztp.woken);
  await Promise.all(
    Array.from({ length: 60 }, () => ztp.register({ params: { id: given.mac() }, body: { ip: '10.0.0.3' } })),
  );
  await eventually(
    async () => sum(ztp.woken),
    (records) => records >= before + 60,
  );
  await streamHasPassed();
  expect(sum(ztp.woken)).toBe(before + 61);
});

test('a record that cannot be read is buried, and holds up none of the others', async () => {
  const item = { pk: 'DEVICE#broken', sk: 'DEVICE', type: 'device', changedBy: 'registration' };
  await documentClient().send('PutItem', { TableName: process.env.TABLE_NAME, Item: item });
  const id = given.mac();
  await ztp.register({ params: { id }, body: { ip: '10.0.0.4' } });
  await eventually(
    () => ztp.show({ params: { id } }),
    ({ body }) => body.exec.status === 'SUCCEEDED',
  );
  await eventually(
    async () => ztp.buried,
    (letters) => letters.length > 0,
  );
  expect(ztp.buried).toEqual(['The function named it among batchItemFailures']);
});

test('a hand-over that fails loses nothing: the schedule makes the call', async () => {
  await streamHasPassed();
  const id = given.mac();
  const calls = ztp.manager.asked.length;
  ztp.lambda.refuse = true;
  await ztp.register({ params: { id }, body: { ip: '10.0.0.5' } });
  await eventually(
    async () => ztp.lambda.refused,
    (refused) => refused > 0,
  );
  expect(ztp.manager.asked).toHaveLength(calls);
  ztp.lambda.refuse = false;
  expect(await ztp.retry()).toEqual({ due: 1 });
  await ztp.lambda.idle();
  expect((await ztp.show({ params: { id } })).body.exec.status).toBe('SUCCEEDED');
});
