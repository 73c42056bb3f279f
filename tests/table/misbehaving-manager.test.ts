import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { later } from '#lib/core/clock';
import type { DeliveryRef, SendingPolicy } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import { given } from '#support/given';
import { type MisbehavingServer, startMisbehavingServer } from '#support/misbehaving-server';
import { startRecipient } from '#support/recipient';

const BEGIN = new Date('2026-11-20T12:00:00.000Z');
const at = (seconds: number) => ({ now: () => later(BEGIN, seconds * 1000) });
const PARTY = 'The service manager';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** So long a party is waited for that is to be found silent; others have all the time that a busy machine takes. */
const HASTY_MS = 500;
const PATIENT_MS = 20_000;

const lineTo = (url: string, timeoutMs = PATIENT_MS): SendingPolicy => ({
  kind: `kind-${randomUUID()}`,
  recipient: PARTY,
  request: () => ({ url: `${url}/api/exec?ip=10.0.0.5` }),
  timeoutMs,
  pausesSeconds: [60, 120],
});

const opened = async (line: SendingPolicy): Promise<DeliveryRef> => {
  const ref = { owner: given.mac(), at: BEGIN.toISOString(), id: randomUUID() };
  await calls.open(line, ref, {});
  return ref;
};

const rude = async (answer: (socket: Socket, nth: number) => void): Promise<MisbehavingServer> => {
  const party = await startMisbehavingServer(answer);
  stops.push(party.stop);
  return party;
};

const says = (text: string) => (socket: Socket) => void socket.end(text);
const answers = (status: string) => says(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);

/** Writes a piece again and again, until the other side has enough. */
const drips =
  (head: string, piece: string) =>
  (socket: Socket): void => {
    socket.write(head);
    const timer = setInterval(() => socket.writable && socket.write(piece), 5);
    socket.on('close', () => clearInterval(timer));
  };

const TIMEOUT = `did not answer within ${HASTY_MS} ms`;
const BROKEN = /broke the connection off|could not be called/;

type Story = [
  what: string,
  answer: (socket: Socket) => void,
  status: string,
  httpStatus: number | null,
  error: unknown,
  timeoutMs?: number,
];

/** What it does, and what the ledger says of that: the state of the call, the status that came, and what went wrong. */
const STORIES: Story[] = [
  ['says nothing', () => {}, 'PENDING', null, `${PARTY} ${TIMEOUT}`, HASTY_MS],
  ['hangs up without a word', (socket) => void socket.destroy(), 'PENDING', null, expect.stringMatching(BROKEN)],
  [
    'hangs up in the middle of a header',
    says('HTTP/1.1 200 OK\r\ncontent-'),
    'PENDING',
    null,
    expect.stringMatching(BROKEN),
  ],
  [
    'never comes to the end of its headers',
    drips('HTTP/1.1 200 OK\r\n', 'x-more: 1\r\n'),
    'PENDING',
    null,
    expect.any(String),
    HASTY_MS,
  ],
  [
    'sends a megabyte of headers',
    says(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(1e6)}\r\n\r\n`),
    'PENDING',
    null,
    expect.stringMatching(BROKEN),
  ],
  ['does not speak HTTP', says('220 smtp.example ESMTP\r\n'), 'PENDING', null, expect.stringMatching(BROKEN)],
  ['answers a status that there is not', answers('999 Whatever'), 'PENDING', 999, `${PARTY} answered 999`],
  [
    'answers 200 and hangs up in the middle of the body',
    says('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{'),
    'SUCCEEDED',
    200,
    null,
  ],
  ['answers 200 and never ends', drips('HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(9999)), 'SUCCEEDED', 200, null],
  [
    'answers 200 and then says nothing',
    (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n'),
    'SUCCEEDED',
    200,
    null,
    3000,
  ],
  [
    'answers 200 with more than it announced',
    says('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nmuch more'),
    'SUCCEEDED',
    200,
    null,
  ],
  [
    'answers 200 with rubbish',
    says('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 3\r\n\r\n}{\u0000'),
    'SUCCEEDED',
    200,
    null,
  ],
  [
    'answers 200 in pieces that are none',
    says('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
    'SUCCEEDED',
    200,
    null,
  ],
  [
    'gives hints before it answers',
    says('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n'),
    'SUCCEEDED',
    204,
    null,
  ],
  ...[200, 202, 204].map((code): Story => [`answers ${code}`, answers(`${code} Fine`), 'SUCCEEDED', code, null]),
  ...[400, 401, 403, 404, 409, 410, 418].map(
    (code): Story => [`answers ${code}`, answers(`${code} No`), 'FAILED', code, `${PARTY} answered ${code}`],
  ),
  ...[429, 500, 502, 503, 504, 599].map(
    (code): Story => [`answers ${code}`, answers(`${code} Later`), 'PENDING', code, `${PARTY} answered ${code}`],
  ),
];

test.each(STORIES)(
  'a party that %s: the ledger says so',
  async (...[, answer, status, httpStatus, error, timeoutMs]: Story) => {
    const party = await rude(answer);
    const line = lineTo(party.url, timeoutMs);
    const ref = await opened(line);
    expect(await calls.attempt(line, ref, at(1))).toBe(status);
    const call = await calls.find(line, ref);
    expect(call).toMatchObject({ status, attempts: 1, tries: [{ http_status: httpStatus, error }] });
    expect(call).not.toHaveProperty('claim');
    expect(party.keys).toEqual([ref.id]);
    // What is to be tried again is due a pause later, and nothing else ever.
    expect((await calls.due(line, 10, at(60))).length).toBe(0);
    expect((await calls.due(line, 10, at(62))).length).toBe(status === 'PENDING' ? 1 : 0);
  },
);

test.each([301, 302, 303, 307, 308])('%i leads nowhere: where it points to is never asked', async (code) => {
  const forbidden = await startRecipient((response) => void response.end('secret'));
  stops.push(forbidden.stop);
  const party = await rude(
    says(`HTTP/1.1 ${code} Moved\r\nlocation: ${forbidden.url}/admin\r\ncontent-length: 0\r\n\r\n`),
  );
  const line = lineTo(party.url);
  const ref = await opened(line);
  expect(await calls.attempt(line, ref, at(1))).toBe('FAILED');
  expect(forbidden.asked).toEqual([]);
  expect((await calls.find(line, ref))?.tries).toMatchObject([
    { http_status: code, error: `${PARTY} answered ${code}, and redirects are not followed` },
  ]);
});

test('a party that has no TLS where TLS is asked for, and one that is not there, are tried again', async () => {
  const party = await rude(answers('200 OK'));
  await party.stop();
  for (const [url, error] of [
    [(await rude(answers('200 OK'))).url.replace('http:', 'https:'), BROKEN],
    [party.url, /refused the connection/],
  ] as const) {
    const line = lineTo(url);
    const ref = await opened(line);
    expect(await calls.attempt(line, ref, at(1))).toBe('PENDING');
    expect((await calls.find(line, ref))?.tries).toMatchObject([
      { http_status: null, error: expect.stringMatching(error) },
    ]);
  }
});

test('a party that did the work and answered too late is asked again under the same key', async () => {
  const done = new Set<string>();
  const party = await rude((socket, nth) => {
    const key = party.keys.at(-1) ?? '';
    const known = done.has(key);
    done.add(key);
    if (nth > 1) answers(known ? '200 Done before' : '201 Done')(socket);
  });
  const line = lineTo(party.url, HASTY_MS);
  const ref = await opened(line);
  expect(await calls.attempt(line, ref, at(1))).toBe('PENDING');
  expect(await calls.attempt({ ...line, timeoutMs: PATIENT_MS }, ref, at(62))).toBe('SUCCEEDED');
  expect([...done]).toEqual([ref.id]);
  expect(await calls.find(line, ref)).toMatchObject({
    attempts: 2,
    tries: [
      { http_status: null, error: `${PARTY} ${TIMEOUT}` },
      { http_status: 200, error: null },
    ],
  });
});

test('parties that hang hold up nobody: other calls of the same batch are done before', async () => {
  const waiting: Socket[] = [];
  const slow = await rude((socket) => void waiting.push(socket));
  const good = await rude(answers('200 OK'));
  // The slow ones are answered when the test says so, long before this time.
  const lines = { slow: lineTo(slow.url, 60_000), good: lineTo(good.url, 60_000) };
  const slowRefs = await Promise.all(Array.from({ length: 100 }, () => opened(lines.slow)));
  const goodRefs = await Promise.all(Array.from({ length: 20 }, () => opened(lines.good)));
  const slowly = calls.attemptAll(lines.slow, slowRefs, at(1));
  await calls.attemptAll(lines.good, goodRefs, at(1));
  expect((await calls.findProgress(lines.good, goodRefs)).map(({ status }) => status)).toEqual(
    Array(20).fill('SUCCEEDED'),
  );
  expect(new Set((await calls.findProgress(lines.slow, slowRefs)).map(({ status }) => status))).toEqual(
    new Set(['PENDING']),
  );
  while (waiting.length < slowRefs.length) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const socket of waiting) answers('204 Done')(socket);
  await slowly;
  expect((await calls.findProgress(lines.slow, slowRefs)).map(({ status }) => status)).toEqual(
    Array(100).fill('SUCCEEDED'),
  );
});
