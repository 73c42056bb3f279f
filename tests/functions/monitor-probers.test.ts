import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSettings } from '#lib/core/settings';
import { choose } from '#lib/monitor/probers/choose';
import { fping } from '#lib/monitor/probers/fping';
import { ping } from '#lib/monitor/probers/ping';
import { run } from '#lib/monitor/probers/run';
import { tcp } from '#lib/monitor/probers/tcp';
import type { Replies } from '#lib/monitor/summarise';
import { testWith } from '#support/tools';
import { freePort } from '#tools/local/ports';

const pace = { count: 3, timeoutMs: 2000, periodMs: 200, gapMs: 1 };
/** Nobody is waited for so long: a refusal is told at once. */
const patient = { ...pace, timeoutMs: 20_000 };
/** The broadcast address: every system refuses to send there, so nothing leaves the machine. */
const DEAD = '255.255.255.255';
const answered = [expect.any(Number), expect.any(Number), expect.any(Number)];
const lost = ['timeout', 'timeout', 'timeout'];
const unreachable = ['unreachable', 'unreachable', 'unreachable'];

let open: Server;
let openPort: number;

beforeAll(async () => {
  open = createServer((socket) => socket.destroy());
  openPort = await new Promise((resolve) => {
    open.listen(0, '127.0.0.1', () => resolve((open.address() as { port: number }).port));
  });
});

afterAll(async () => {
  await new Promise((resolve) => open.close(resolve));
});

const allBelow = (replies: readonly Replies[], ms: number): boolean =>
  replies.flat().every((reply) => typeof reply !== 'number' || (reply > 0 && reply < ms));

test('tcp times a connect', async () => {
  const replies = await tcp(openPort)(['127.0.0.1'], patient);
  expect(replies).toEqual([answered]);
  expect(allBelow(replies, patient.timeoutMs)).toBe(true);
});

test('tcp takes a refusal for an answer, over IPv6 too, and gives the replies in order', async () => {
  const closedPort = await freePort();
  expect(await tcp(closedPort)(['127.0.0.1', DEAD, '::1', '127.0.0.1'], patient)).toEqual([
    answered,
    unreachable,
    answered,
    answered,
  ]);
});

testWith('fping')('fping asks the whole list at once, IPv4 and IPv6, and gives the replies in order', async () => {
  const replies = await fping(['127.0.0.1', DEAD, '::1', '127.0.0.1'], pace);
  expect(replies).toEqual([answered, lost, answered, answered]);
  expect(replies[0]).toEqual(replies[3]);
  expect(allBelow(replies, pace.timeoutMs)).toBe(true);
  expect(await fping([], pace)).toEqual([]);
});

testWith('ping')('ping asks each, and gives the replies in order', async () => {
  expect(await ping(['127.0.0.1', DEAD, '::1'], pace)).toEqual([answered, lost, answered]);
});

testWith('fping')('auto takes fping where the machine has it', async () => {
  expect(await choose(readSettings({ PING_METHOD: 'auto' }))).toMatchObject({ name: 'fping' });
});

test('tcp is taken when it is asked for', async () => {
  expect(await choose(readSettings({ PING_METHOD: 'tcp' }))).toMatchObject({ name: 'tcp' });
});

test('auto takes tcp, and icmp says what is missing, where there is neither fping nor ping', async () => {
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  try {
    expect(await choose(readSettings({ PING_METHOD: 'auto' }))).toMatchObject({ name: 'tcp' });
    await expect(choose(readSettings({ PING_METHOD: 'icmp' }))).rejects.toThrow('neither fping nor ping works');
    await expect(fping(['127.0.0.1'], pace)).rejects.toThrow('fping could not be run');
  } finally {
    process.env.PATH = PATH;
  }
});

test('a program that does not end is ended', async () => {
  expect(await run('sleep', ['60'], '', 50)).toEqual({ code: undefined, stdout: '', stderr: '' });
});
