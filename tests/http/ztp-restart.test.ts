import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from '@jest/globals';
import { given } from '#support/given';
import { startRecipient } from '#support/recipient';
import { eventually } from '#support/request';
import { freePort } from '#tools/local/ports';

const data = mkdtempSync(join(tmpdir(), 'muster-restart-'));
const [port, lambdaPort] = [await freePort(), await freePort()];
const url = `http://localhost:${port}`;
const manager = await startRecipient((response) => void response.end('{}'));
let stack: ChildProcess | undefined;

const end = async (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
};

/** `npm start`, until it says that it is ready. */
const start = async (): Promise<ChildProcess> => {
  const { NODE_OPTIONS: _, DYNAMODB_ENDPOINT: __, ...env } = process.env;
  const child = spawn(process.execPath, ['tools/local/start.ts'], {
    env: {
      ...env,
      ...{ PORT: String(port), LAMBDA_PORT: String(lambdaPort), MUSTER_DATA: data },
      ...{ SERVICE_MANAGER_URL: manager.url, EXEC_TIMEOUT_MS: '500' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) if (line.includes('Muster is ready')) return child;
  throw new Error('The stack did not start');
};

afterAll(async () => {
  if (stack) await end(stack, 'SIGTERM');
  await manager.stop();
  rmSync(data, { recursive: true, force: true });
});

const register = async (id: string, ip: string): Promise<number> => {
  const response = await fetch(`${url}/ztp/register/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ip }),
  });
  await response.arrayBuffer();
  return response.status;
};

/** What the schedule does each minute. */
const retry = () =>
  fetch(`http://localhost:${lambdaPort}/2015-03-31/functions/muster-local-retryExecs/invocations`, {
    method: 'POST',
    body: '{}',
  });

test('a stack that is killed between registrations and their calls loses none after it is started again', async () => {
  stack = await start();
  const devices = Array.from({ length: 30 }, () => ({ id: given.mac(), ip: given.ip() }));
  const answers = await Promise.all(devices.map(({ id, ip }) => register(id, ip)));
  await end(stack, 'SIGKILL');
  expect(new Set(answers)).toEqual(new Set([201]));
  const calledBefore = manager.asked.length;

  stack = await start();
  const keysOf = (ip: string) => manager.asked.filter((each) => each.url.endsWith(`=${ip}`)).map(({ key }) => key);
  await eventually(
    async () => {
      await retry();
      return devices.filter(({ ip }) => keysOf(ip).length === 0);
    },
    (missing) => missing.length === 0,
    120_000,
  );
  for (const { ip } of devices) expect(new Set(keysOf(ip)).size).toBe(1);
  expect(manager.asked.length).toBeGreaterThan(calledBefore);
}, 600_000);
