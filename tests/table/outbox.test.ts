import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { later } from '#lib/core/clock';
import type { Delivery, DeliveryPolicy, DeliveryRef, SendingPolicy } from '#lib/outbox/model';
import * as repository from '#lib/outbox/repository';
import * as calls from '#lib/outbox/service';
import { losingAnAnswerAfter } from '#support/crash';
import { given } from '#support/given';
import { type Recipient, startRecipient, statuses } from '#support/recipient';

const BEGIN = new Date('2026-11-20T15:44:00.000Z');
const at = (seconds: number) => ({ now: () => later(BEGIN, seconds * 1000) });

const parties: Recipient[] = [];
afterEach(async () => {
  await Promise.all(parties.splice(0).map((party) => party.stop()));
});

/** A line of a kind of its own to a party that answers so. */
const lineTo = async (answer: Parameters<typeof startRecipient>[0], more: Partial<DeliveryPolicy> = {}) => {
  const party = await startRecipient(answer);
  parties.push(party);
  const line: SendingPolicy = {
    kind: `kind-${randomUUID()}`,
    recipient: 'The service manager',
    request: ({ details }) => ({ url: `${party.url}/api/exec?ip=${encodeURIComponent(String(details.ip))}` }),
    timeoutMs: 20_000,
    pausesSeconds: [60, 120, 240, 480],
    ...more,
  };
  return { party, line };
};

const opened = async (line: DeliveryPolicy, seconds = 0): Promise<DeliveryRef> => {
  const ref = { owner: given.mac(), at: later(BEGIN, seconds * 1000).toISOString(), id: randomUUID() };
  await calls.open(line, ref, { ip: '10.0.0.5' });
  return ref;
};

test('a call is opened once, whatever repeats it', async () => {
  const { line } = await lineTo(statuses(200));
  const ref = await opened(line);
  expect(await calls.open(line, ref, { ip: '10.0.0.6' })).toEqual({
    ...ref,
    kind: line.kind,
    status: 'PENDING',
    attempts: 0,
    left: 5,
    dueAt: ref.at,
    tries: [],
    details: { ip: '10.0.0.5' },
  });
});

test('an answer of 2xx ends the call, and nothing repeats it after that', async () => {
  const { line, party } = await lineTo(statuses(204));
  const ref = await opened(line);
  expect(await calls.attempt(line, ref, at(1))).toBe('SUCCEEDED');
  expect(await calls.attempt(line, ref, at(100))).toBeUndefined();
  expect(party.asked).toEqual([{ url: '/api/exec?ip=10.0.0.5', method: 'GET', key: ref.id }]);
  expect(await calls.find(line, ref)).toMatchObject({
    status: 'SUCCEEDED',
    attempts: 1,
    tries: [{ at: '2026-11-20T15:44:01.000Z', duration_ms: 0, http_status: 204, error: null }],
  });
});

test('of many who try at once, one calls', async () => {
  const { line, party } = await lineTo((response) => setTimeout(() => response.end(), 50));
  const ref = await opened(line);
  const outcomes = await Promise.all(Array.from({ length: 16 }, () => calls.attempt(line, ref, at(1))));
  expect(outcomes.filter(Boolean)).toEqual(['SUCCEEDED']);
  expect(party.asked).toHaveLength(1);
});

test('503 is tried again after each pause under the same key, five times in all, then given up', async () => {
  const { line, party } = await lineTo(statuses(503));
  const ref = await opened(line);
  const outcomes = [];
  for (const seconds of [0, 59, 60, 179, 180, 419, 420, 899, 900, 9999])
    outcomes.push(await calls.attempt(line, ref, at(seconds)));
  expect(outcomes).toEqual([
    ...['PENDING', undefined, 'PENDING', undefined, 'PENDING', undefined, 'PENDING', undefined],
    ...['FAILED', undefined],
  ]);
  expect(party.asked.map(({ key }) => key)).toEqual(Array(5).fill(ref.id));
  const call = await calls.find(line, ref);
  expect(call).toMatchObject({ status: 'FAILED', attempts: 5, left: 0 });
  expect(call?.tries.map((each) => each.at.slice(11, 19))).toEqual([
    '15:44:00',
    '15:45:00',
    '15:47:00',
    '15:51:00',
    '15:59:00',
  ]);
  expect(call?.tries.at(-1)).toMatchObject({ http_status: 503, error: 'The service manager answered 503' });
});

test('404 is given up at once', async () => {
  const { line } = await lineTo(statuses(404));
  const ref = await opened(line);
  expect(await calls.attempt(line, ref, at(1))).toBe('FAILED');
});

test('a redirect is not followed', async () => {
  const { line, party } = await lineTo((response) => response.writeHead(302, { Location: '/elsewhere' }).end());
  const ref = await opened(line);
  expect(await calls.attempt(line, ref, at(1))).toBe('FAILED');
  expect(party.asked).toHaveLength(1);
});

test('an answer that never ends is not read to its end', async () => {
  const { line } = await lineTo((response) => {
    const timer = setInterval(() => response.write('x'.repeat(64 * 1024)), 1);
    response.on('close', () => clearInterval(timer));
  });
  const ref = await opened(line);
  expect(await calls.attempt(line, ref, at(1))).toBe('SUCCEEDED');
});

test('a party that does not answer, or is not there, is tried again', async () => {
  const { line, party } = await lineTo(() => {}, { timeoutMs: 50 });
  const ref = await opened(line);
  expect(await calls.attempt(line, ref, at(1))).toBe('PENDING');
  await party.stop();
  expect(await calls.attempt({ ...line, timeoutMs: 20_000 }, ref, at(61))).toBe('PENDING');
  const { tries = [] } = (await calls.find(line, ref)) ?? {};
  expect(tries.map(({ http_status, error }) => [http_status, error])).toEqual([
    [null, 'The service manager did not answer within 50 ms'],
    [null, 'The service manager refused the connection'],
  ]);
});

/** Somebody claims the call and dies. */
const claimAndDie = (line: DeliveryPolicy, ref: DeliveryRef, seconds: number, untilSeconds: number) =>
  repository.claim(line.kind, ref, {
    token: randomUUID(),
    now: later(BEGIN, seconds * 1000).toISOString(),
    until: later(BEGIN, untilSeconds * 1000).toISOString(),
  });

test('a claim whose holder died is taken over after its time, and not before', async () => {
  const { line, party } = await lineTo(statuses(200));
  const ref = await opened(line);
  await claimAndDie(line, ref, 1, 13);
  expect(await calls.attempt(line, ref, at(12))).toBeUndefined();
  expect(await calls.due(line, 10, at(12))).toEqual([]);
  expect(await calls.due(line, 10, at(13))).toMatchObject([ref]);
  expect(await calls.attempt(line, ref, at(13))).toBe('SUCCEEDED');
  expect(party.asked).toHaveLength(1);
  const { attempts, tries = [] } = (await calls.find(line, ref)) ?? {};
  expect(attempts).toBe(2);
  expect(tries.map(({ error }) => error)).toEqual(['The caller ended before an answer was seen', null]);
});

test('a call whose last holder died is given up without a sixth call', async () => {
  const { line, party } = await lineTo(statuses(200), { pausesSeconds: [] });
  const ref = await opened(line);
  await claimAndDie(line, ref, 1, 13);
  expect(await calls.attempt(line, ref, at(14))).toBe('FAILED');
  expect(party.asked).toEqual([]);
});

test('who was taken for dead and comes back late changes nothing', async () => {
  const { line } = await lineTo(statuses(200));
  const ref = await opened(line);
  const late = (await claimAndDie(line, ref, 1, 13)) as Delivery;
  await calls.attempt(line, ref, at(14));
  const settlement = { status: 'FAILED' as const, tries: [], at: ref.at, expiresAtSeconds: 1 };
  expect(await repository.settle(late, settlement)).toBeUndefined();
  expect(await calls.find(line, ref)).toMatchObject({ status: 'SUCCEEDED' });
});

test('a call that was given up is made again with all its tries, under the same key', async () => {
  const { line, party } = await lineTo(statuses(404, 503, 200));
  const ref = await opened(line);
  await calls.attempt(line, ref, at(1));
  expect(await calls.renew(line, ref, at(2))).toMatchObject({ status: 'PENDING', attempts: 1, left: 5 });
  expect(await calls.attempt(line, ref, at(3))).toBe('PENDING');
  expect(await calls.attempt(line, ref, at(63))).toBe('SUCCEEDED');
  expect(party.asked.map(({ key }) => key)).toEqual([ref.id, ref.id, ref.id]);
  expect(await calls.find(line, ref)).toMatchObject({ attempts: 3 });
});

test('a call that is being made is not made twice by asking for it again', async () => {
  const { line } = await lineTo(statuses(200));
  const ref = await opened(line);
  await claimAndDie(line, ref, 1, 13);
  expect(await calls.renew(line, ref, at(2))).toMatchObject({ status: 'PENDING', left: 4 });
  expect(await calls.attempt(line, ref, at(3))).toBeUndefined();
});

test('there is nothing to make again where no call is', async () => {
  const { line } = await lineTo(statuses(200));
  expect(await calls.renew(line, { owner: 'a', at: BEGIN.toISOString(), id: 'b' })).toBeUndefined();
});

test('the pending calls of an owner can be given up, and those that ended stay', async () => {
  const { line } = await lineTo(statuses(200));
  const done = await opened(line);
  await calls.attempt(line, done, at(1));
  const waiting = { ...done, at: later(BEGIN, 5000).toISOString(), id: randomUUID() };
  await calls.open(line, waiting, { ip: '10.0.0.5' });
  await calls.cancelAll(line, done.owner, 'It is gone', at(6));
  const { items } = await calls.listOf(line, done.owner, { limit: 10 });
  expect(items.map(({ id, status, reason }) => [id, status, reason])).toEqual([
    [waiting.id, 'FAILED', 'It is gone'],
    [done.id, 'SUCCEEDED', undefined],
  ]);
});

test('lists pending calls by when they are due and ended ones latest first, page by page', async () => {
  const { line } = await lineTo(statuses(200));
  const refs = [await opened(line, 3), await opened(line, 1), await opened(line, 2)];
  const order = async (status: 'PENDING' | 'SUCCEEDED') => {
    const first = await calls.listIn(line, status, { limit: 2 });
    const second = await calls.listIn(line, status, { limit: 2, cursor: first.cursor });
    return [...first.items, ...second.items].map(({ id }) => refs.findIndex((ref) => ref.id === id));
  };
  expect(await order('PENDING')).toEqual([1, 2, 0]);
  expect((await calls.due(line, 2, at(10))).map(({ id }) => id)).toEqual([refs[1]?.id, refs[2]?.id]);
  for (const [i, ref] of refs.entries()) await calls.attempt(line, ref, at(10 + i));
  expect(await order('PENDING')).toEqual([]);
  expect(await order('SUCCEEDED')).toEqual([2, 1, 0]);
  await expect(calls.listIn(line, 'FAILED', { limit: 2, cursor: 'x' })).rejects.toMatchObject({ kind: 'invalid' });
});

test('a renewal that is sent twice renews nothing that was tried between the two', async () => {
  const { line, party } = await lineTo(statuses(400, 200, 200));
  const ref = await opened(line);
  expect(await calls.attempt(line, ref, at(1))).toBe('FAILED');
  const { wasLost, given: renewed } = await losingAnAnswerAfter(
    0,
    () => calls.renew(line, ref, at(2)),
    () => calls.attempt(line, ref, at(3)),
  );
  expect({ wasLost, status: renewed?.status }).toEqual({ wasLost: true, status: 'SUCCEEDED' });
  expect(await calls.attempt(line, ref, at(4))).toBeUndefined();
  expect(party.asked).toHaveLength(2);
});
