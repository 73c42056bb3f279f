/**
 * `npm run check:deployed`: the packaged stage on an AWS of this machine. Deploys it, uses it as clients do, deploys it
 * again with data in it, starts each bundle as Lambda does, and removes it. Says a sentence for each, and ends with 1
 * at the first that does not hold. What it needs and npm does not bring is installed in `~/.cache/muster`, once.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { makePackage, tableOf } from '#support/packaged';
import { startServiceManager } from '#support/service-manager';
import { startEmulator } from './emulator.ts';
import { callEveryRoute } from './every-route.ts';
import { startFront } from './front.ts';
import { leftovers } from './leftovers.ts';
import { addUser, logIn } from './login.ts';
import { assertKept, awaitSweep, registerDevice, rollUp, usePool } from './main-flows.ts';
import { installClient, startEveryBundle } from './runtime-client.ts';
import { deploy, remove } from './stage.ts';

/** Files of `tests/http` that call a stage as any client would, and neither start nor steer the local stack. */
const HTTP_SUITE = ['main-job', 'http/pools', 'http/ztp.test', 'http/client', 'serve/input'];

const began = Date.now();
const say = (sentence: string) => console.log(`${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s  ${sentence}`);

/** An address of this machine that is not its loopback, which no deployed function calls. */
const ownAddress = (): string => {
  const found = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  assert.ok(found, 'This machine has no address but its loopback, which deployed functions do not call.');
  return found.address;
};

/** It calls by way of this very process, which must not wait for it. */
const runHttpSuite = async (env: Record<string, string>): Promise<string> => {
  const { stderr } = await promisify(execFile)(
    'npm',
    ['test', '--', '--selectProjects', 'http', '--maxWorkers=1', ...HTTP_SUITE],
    { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
  ).catch(({ stdout, stderr }: { stdout: string; stderr: string }) => assert.fail(`${stdout}${stderr}`));
  return /^Tests: +(.*)$/m.exec(stderr)?.[1] ?? '';
};

const startClient = async (home: string, env: Record<string, string>): Promise<string> => {
  try {
    installClient();
  } catch (error) {
    if (process.env.MUSTER_INSIST) throw error;
    return `bundles not started under AWS's runtime client, which takes gcc, cmake and make: ${(error as Error).message}`;
  }
  return startEveryBundle(home, env);
};

const main = async (): Promise<void> => {
  const home = await makePackage();
  say('packaged');
  const [emulator, manager, ip] = [await startEmulator(), await startServiceManager(ownAddress()), ownAddress()];
  const { env } = emulator;
  Object.assign(process.env, env);
  const before = await leftovers();
  const stops = [emulator.stop, manager.stop];
  try {
    const id = await deploy({ home, env, settings: { SERVICE_MANAGER_URL: manager.url } });
    say('serverless deploy made the stage');
    const front = await startFront(emulator.port, `${id}.execute-api.127.0.0.1`);
    stops.unshift(async () => front.stop());
    Object.assign(process.env, { MUSTER_TEST_URL: front.url, MUSTER_TEST_MANAGER_URL: manager.url });
    addUser('alice', env);
    const headers = await logIn('alice');
    say('a user was made and logged in; who has no token is refused');
    say(await registerDevice(ip, headers));
    say(await usePool(headers));
    say(await awaitSweep(ip, headers));
    say(await rollUp());

    const table = await tableOf('prod');
    const open = { SERVICE_MANAGER_URL: manager.url, AUTH: 'open' };
    assert.equal(await deploy({ home, env, settings: open, table: { DeletionPolicy: 'Retain' } }), id);
    assert.equal(table.DeletionPolicy, 'Retain');
    say(`serverless deploy changed the stage: ${await assertKept(headers)}`);
    say(await callEveryRoute(headers));
    const suite = { MUSTER_TEST_DEPLOYED: front.url, MUSTER_TEST_DEPLOYED_MANAGER: manager.url };
    say(`tests/http on the stage: ${await runHttpSuite(suite)}`);
    const settings = { ...open, STAGE: 'dev', TABLE_NAME: 'muster-dev', POWERTOOLS_LOG_LEVEL: 'SILENT' };
    say(await startClient(home, { ...env, ...settings }));

    await remove(env);
    assert.deepEqual(
      (await leftovers()).filter((each) => !before.includes(each)),
      ['dynamodb muster-dev'],
    );
    say('serverless remove left the table, which was to be kept, and nothing else');
  } finally {
    for (const stop of stops) await stop();
  }
};

await main();
process.exit(0);
