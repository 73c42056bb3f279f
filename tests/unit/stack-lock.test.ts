import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

const note = (text: unknown) => writeFileSync(join(folder, 'stack.json'), JSON.stringify(text));

test('a running stack is found by its data folder until it ends', async () => {
  expect(await runningEndpoint(folder)).toBeUndefined();
  lockStack(folder, endpoint);
  expect(await runningEndpoint(folder)).toBe(endpoint);
  unlockStack(folder);
  expect(await runningEndpoint(folder)).toBeUndefined();
});

test('the note of a stack that was killed is no stack, whoever has its number now', async () => {
  note({ pid: 2 ** 22 + 1, endpoint });
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
