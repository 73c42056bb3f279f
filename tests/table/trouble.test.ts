import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { AppError } from '#lib/core/errors';
import { VERSION } from '#lib/core/versions';
import { batchGet, batchWrite } from '#lib/db/batch';
import { documentClient } from '#lib/db/client';
import { is, isNew, isThere } from '#lib/db/conditions';
import { ConditionFailed, TransactionCanceled } from '#lib/db/errors';
import { keyOf } from '#lib/db/keys';
import { step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact } from '#lib/db/transact';
import { statusOf } from '#lib/http/problem';
import { FAILURES } from '#support/failures';
import { given } from '#support/given';
import { injectFaults } from '#support/inject-faults';

const key = (pk: string, sk: string | number = 'S') => ({ pk, sk: String(sk) });
const rows = (pk: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ ...key(pk, i), type: 'row', i }));

let calm: (() => void) | undefined;
/** Pauses are drawn by lot: here each is among the shortest. */
beforeEach(() => void jest.spyOn(Math, 'random').mockReturnValue(0.01));
afterEach(() => {
  jest.restoreAllMocks();
  calm?.();
  calm = undefined;
});

const $metadata = {};
const named = (name: string) => Object.assign(new Error(name), { name, $metadata });
const cancelled = (...Codes: string[]) =>
  new TransactionCanceledException({
    $metadata,
    message: 'cancelled',
    CancellationReasons: Codes.map((Code) => ({ Code })),
  });

const thrown = async (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => undefined,
    (error: unknown) => error,
  );

const isBusy = (error: unknown): void => {
  expect(error).toBeInstanceOf(AppError);
  expect(statusOf(error as AppError)).toBe(503);
  expect((error as AppError).headers).toEqual({ 'Retry-After': '1' });
};

test('a refused write carries what is there instead', async () => {
  const at = key(given.name());
  await table.put({ ...at, type: 'row', status: 'ALLOCATED', n: 7 });
  const item = { ...at, type: 'row', status: 'ALLOCATED', n: 7, v: VERSION };
  for (const write of [
    table.put({ ...at, type: 'row' }, isNew),
    table.update(at, { set: { status: 'X' } }, is('status', 'RELEASED')),
    table.remove(at, is('status', 'RELEASED')),
  ]) {
    const error = await thrown(write);
    expect(error).toBeInstanceOf(ConditionFailed);
    expect((error as ConditionFailed).item).toEqual(item);
  }
  expect(await table.get(at)).toEqual(item);
});

test('a write that is refused because nothing is there carries nothing', async () => {
  const error = await thrown(table.update(key(given.name()), { set: { a: 1 } }, isThere));
  expect(error).toBeInstanceOf(ConditionFailed);
  expect((error as ConditionFailed).item).toBeUndefined();
});

test('a refused transaction says which steps were, and does none', async () => {
  const pk = given.name();
  await table.put({ ...key(pk, 1), type: 'row', n: 1 });
  const error = await thrown(
    transact([step.put({ ...key(pk, 2), type: 'row' }, isNew), step.put({ ...key(pk, 1), type: 'row' }, isNew)]),
  );
  expect(error).toBeInstanceOf(TransactionCanceled);
  const { refusals } = error as TransactionCanceled;
  expect(refusals.map((refusal) => refusal?.item)).toEqual([
    undefined,
    { ...key(pk, 1), type: 'row', n: 1, v: VERSION },
  ]);
  expect(refusals[0]).toBeUndefined();
  expect(await table.get(key(pk, 2))).toBeUndefined();
});

test('what a batch leaves unprocessed is written again, until all of it is', async () => {
  const pk = given.name();
  let requests = 0;
  calm = injectFaults(async ({ command, input, proceed }) => {
    if (command !== 'BatchWriteItem' && command !== 'BatchWrite') return proceed();
    requests += 1;
    const [[name, writes]] = Object.entries(input.RequestItems) as [[string, unknown[]]];
    // The engine takes three and leaves the rest.
    input.RequestItems = { [name]: writes.slice(0, 3) };
    const output = await proceed();
    return { ...output, UnprocessedItems: writes.length > 3 ? { [name]: writes.slice(3) } : {} };
  });
  await batchWrite(rows(pk, 10).map((put) => ({ put })));
  calm();
  expect(requests).toBe(4);
  expect((await table.query({ partition: pk })).count).toBe(10);
});

test('what a batch leaves unread is read again, and comes in the order of the keys', async () => {
  const pk = given.name();
  await batchWrite(rows(pk, 30).map((put) => ({ put })));
  calm = injectFaults(async ({ command, input, proceed }) => {
    if (command !== 'BatchGetItem' && command !== 'BatchGet') return proceed();
    const [[name, { Keys, ...rest }]] = Object.entries(input.RequestItems) as [[string, { Keys: unknown[] }]];
    input.RequestItems = { [name]: { Keys: Keys.slice(0, 20), ...rest } };
    const output = await proceed();
    return { ...output, UnprocessedKeys: Keys.length > 20 ? { [name]: { Keys: Keys.slice(20) } } : {} };
  });
  const wanted = [29, 3, 77, 0, 15].map((i) => key(pk, i));
  expect((await batchGet(wanted)).map(({ i }) => i)).toEqual([29, 3, 0, 15]);
  expect(await batchGet(rows(pk, 30).map(keyOf))).toHaveLength(30);
});

test('a batch that is never taken whole is 503', async () => {
  let requests = 0;
  calm = injectFaults(async ({ input }) => {
    requests += 1;
    return { UnprocessedItems: input.RequestItems };
  });
  isBusy(await thrown(batchWrite(rows(given.name(), 1).map((put) => ({ put })))));
  expect(requests).toBe(10);
});

test('more than a request takes is cut into several', async () => {
  const pk = given.name();
  await batchWrite(rows(pk, 60).map((put) => ({ put })));
  expect((await table.query({ partition: pk })).count).toBe(60);
  await batchWrite(rows(pk, 60).map(({ pk, sk }) => ({ remove: { pk, sk } })));
  expect((await table.query({ partition: pk })).count).toBe(0);
});

test('a transaction that clashes with another is tried again', async () => {
  const pk = given.name();
  let clashes = 0;
  calm = injectFaults(async ({ proceed }) => {
    if (clashes === 2) return proceed();
    clashes += 1;
    throw cancelled('None', 'TransactionConflict');
  });
  await transact([step.put({ ...key(pk, 1), type: 'row' }, isNew), step.put({ ...key(pk, 2), type: 'row' }, isNew)]);
  expect(clashes).toBe(2);
  expect((await table.query({ partition: pk })).count).toBe(2);
});

test('a transaction that clashes for ever is 503', async () => {
  calm = injectFaults(async () => {
    throw cancelled('TransactionConflict');
  });
  isBusy(await thrown(transact([step.put({ ...key('a'), type: 'row' })])));
});

test('a transaction that is wrong in itself is not tried again', async () => {
  let requests = 0;
  calm = injectFaults(async () => {
    requests += 1;
    throw cancelled('ValidationError');
  });
  const error = await thrown(transact([step.put({ ...key('a'), type: 'row' })]));
  expect(error).toBeInstanceOf(TransactionCanceledException);
  expect(requests).toBe(1);
});

test('a single write that clashes with a transaction is tried again', async () => {
  const at = key(given.name());
  let clashes = 0;
  calm = injectFaults(async ({ proceed }) => {
    if (clashes === 2) return proceed();
    clashes += 1;
    throw new TransactionConflictException({ $metadata, message: 'clash' });
  });
  expect(await table.update(at, { add: { n: 1 } })).toEqual({ ...at, n: 1 });
});

test.each(Object.entries(FAILURES))('%s, when the retries are used up, is 503 with Retry-After', async (_, failure) => {
  calm = injectFaults(async () => {
    throw failure();
  });
  for (const act of [table.get(key('a')), table.put({ ...key('a') }), transact([step.put({ ...key('a') })])])
    isBusy(await thrown(act));
});

test('any other failure stays what it is', async () => {
  calm = injectFaults(async () => {
    throw named('ValidationException');
  });
  expect(await thrown(table.get(key('a')))).toMatchObject({ name: 'ValidationException' });
});

test('every page of a question is read', async () => {
  const pk = given.name();
  await batchWrite(rows(pk, 12).map((put) => ({ put })));
  const sizes: number[] = [];
  for await (const items of table.queryAll({ partition: pk }, { limit: 5 })) sizes.push(items.length);
  expect(sizes).toEqual([5, 5, 2]);
});

/** Nearer to the wire than the SDK's own retries: so many sendings fail, and then the engine is asked. */
const failingFirst = (times: number, failure: () => Error) => {
  let sent = 0;
  documentClient().middlewareStack.add(
    (next) => async (args) => {
      sent += 1;
      if (sent <= times) throw failure();
      return next(args);
    },
    { step: 'deserialize', name: 'failing', priority: 'low' },
  );
  calm = () => documentClient().middlewareStack.remove('failing');
  return () => sent;
};

test.each(Object.entries(FAILURES).filter(([name]) => !/unreachable|nonsense/.test(name)))(
  '%s is retried three times by the SDK, and nothing is noticed when it passes',
  async (_, failure) => {
    const at = key(given.name());
    const sent = failingFirst(3, failure);
    await table.put({ ...at, type: 'row', n: 1 });
    expect(sent()).toBe(4);
    expect(await table.get(at)).toMatchObject({ type: 'row', n: 1 });
    calm?.();
    const again = failingFirst(4, failure);
    isBusy(await thrown(table.get(at)));
    expect(again()).toBe(4);
  },
);

test('a transaction whose answer is lost is done, and no name is taken by itself', async () => {
  const pk = given.name();
  const { middlewareStack } = documentClient();
  let sendings = 0;
  middlewareStack.add(
    (next) => async (args) => {
      const answered = await next(args);
      sendings += 1;
      if (sendings === 1) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      return answered;
    },
    { step: 'deserialize', name: 'one lost answer', priority: 'low' },
  );
  try {
    await transact([
      step.put({ ...key(pk, 1), type: 'row', n: 1 }, isNew),
      step.put({ ...key(pk, 2), type: 'row', n: 2 }, isNew),
    ]);
  } finally {
    middlewareStack.remove('one lost answer');
  }
  expect(await table.get(key(pk, 2))).toMatchObject({ n: 2 });
  const others = transact([step.put({ ...key(pk, 2), type: 'row', n: 2 }, isNew)]);
  expect(await thrown(others)).toBeInstanceOf(TransactionCanceled);
});
