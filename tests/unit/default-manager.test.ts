import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { eventually } from '#support/request';
import { stopChild } from '#tools/local/child';
import { freePort } from '#tools/local/ports';
import { type DefaultManager, startDefaultManager } from '#tools/local/service-manager';

let manager: DefaultManager | undefined;
const printed: string[] = [];
const start = async (port: number, env: NodeJS.ProcessEnv = {}) => {
  manager = await startDefaultManager('http://127.0.0.1:9', { print: (line) => printed.push(line), env, port });
  return manager;
};

afterEach(async () => {
  if (manager?.child) await stopChild(manager.child);
  printed.length = 0;
});

test('the sample is started where its port is free', async () => {
  const port = await freePort();
  const started = await start(port);
  expect(started?.line).toBe(`the sample on http://localhost:${port}, until SERVICE_MANAGER_URL names another`);
  await eventually(
    async () => printed,
    (lines) => lines.includes(`Manager  Answering exec calls on http://localhost:${port}`),
  );
  expect((await fetch(`http://localhost:${port}/api/exec?ip=10.0.0.1`)).status).toBe(200);
});

test('a program that has the port is named as the manager, and is asked nothing', async () => {
  let asked = 0;
  const other = createServer((_, response) => {
    asked += 1;
    response.end();
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  expect(await start(port)).toEqual({
    line: `what has http://localhost:${port} already (your service manager, or another stack's sample) gets the exec calls; SERVICE_MANAGER_URL names another`,
  });
  expect(asked).toBe(0);
  await new Promise((resolve) => other.close(resolve));
});

test('where a manager is set none is started', async () => {
  expect(await start(await freePort(), { SERVICE_MANAGER_URL: 'http://manager.example' })).toBeUndefined();
});
