import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitForKilled } from '#tools/local/killed-stack';
import { isFree } from '#tools/local/ports';
import { lockStack, runningEndpoint, unlockStack } from '#tools/local/stack-lock';

const folder = mkdtempSync(join(tmpdir(), 'muster-note-'));
const database = createServer((_, response) => response.end());
let endpoint: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(database.address() as AddressInfo).port}`;
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const NOBODY = 2 ** 22 + 1;

const note = (text: unknown) => writeFileSync(join(folder, 'stack.json'), JSON.stringify(text));

test('a running stack is found by its data folder until it ends', async () => {
  expect(await runningEndpoint(folder)).toBeUndefined();
  lockStack(folder, endpoint);
  expect(await runningEndpoint(folder)).toBe(endpoint);
  unlockStack(folder);
  expect(await runningEndpoint(folder)).toBeUndefined();
});

test('the note of a stack that was killed is no stack, whoever has its number now', async () => {
  note({ pid: NOBODY, endpoint });
  expect(await runningEndpoint(folder)).toBeUndefined();
  note({ pid: process.pid, endpoint: 'http://127.0.0.1:9' });
  expect(await runningEndpoint(folder)).toBeUndefined();
  note('nonsense');
  expect(await runningEndpoint(folder)).toBeUndefined();
});

test("a stack forgets its own note, and never another's", async () => {
  note({ pid: process.ppid, endpoint });
  unlockStack(folder);
  expect(await runningEndpoint(folder)).toBe(endpoint);
});

/** A part of a stack that was killed, which ends a moment later by itself. */
const leftover = async (endsAfterMs: number) => {
  const server = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const gone = new Promise<void>((resolve) => {
    setTimeout(() => {
      server.closeAllConnections();
      server.close(() => resolve());
    }, endsAfterMs);
  });
  return { port, endpoint: `http://127.0.0.1:${port}`, gone };
};

test("who starts after a kill waits until the killed stack's functions and engine have let go", async () => {
  const functions = await leftover(300);
  note({ pid: NOBODY, endpoint: 'http://127.0.0.1:9' });
  await waitForKilled(folder, { ports: [functions.port] });
  expect(await isFree(functions.port)).toBe(true);

  const engine = await leftover(300);
  note({ pid: NOBODY, endpoint: engine.endpoint });
  await waitForKilled(folder, { ports: [] });
  expect(await isFree(engine.port)).toBe(true);
  await Promise.all([functions.gone, engine.gone]);
});

test("another program's port is not waited for, nor an engine that is to be used", async () => {
  const other = await leftover(2_000);
  rmSync(join(folder, 'stack.json'), { force: true });
  await waitForKilled(folder, { ports: [other.port] });
  note({ pid: NOBODY, endpoint: other.endpoint });
  await waitForKilled(folder, { ports: [], endpoint: other.endpoint });
  expect(await isFree(other.port)).toBe(false);
  await other.gone;
});
