/**
 * `npm run check:deployed`: the packaged stage on an AWS of this machine. Deploys the release before with its data, this
 * one on top, uses it as clients do, deploys it once more with other settings, starts each bundle as Lambda does, and removes it. Says a sentence for each, and ends with 1
 * at the first that does not hold. What it needs and npm does not bring is installed in `~/.cache/muster`, once.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { makePackage, tableOf } from '#support/packaged';
import { startServiceManager } from '#support/service-manager';
import { startEmulator } from './emulator.ts';
import { callEveryRoute } from './every-route.ts';
import { startFront } from './front.ts';
import { leftovers } from './leftovers.ts';
import { logIn, runUsers } from './login.ts';
import { assertKept, awaitSweep, registerDevice, rollUp, usePool } from './main-flows.ts';
import { assertReadAsBefore, furnishAsBefore, packageBefore } from './release-before.ts';
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
    const released = packageBefore(home);
    stops.unshift(async () => rmSync(released, { recursive: true, force: true }));
    const id = await deploy({ home: released, env, settings: {} });
    say(
      `serverless deploy made the stage of the release before; ${await furnishAsBefore('muster-dev')} items are in it`,
    );
    assert.equal(await deploy({ home, env, settings: { SERVICE_MANAGER_URL: manager.url } }), id);
    say('serverless deploy made it this one');
    const front = await startFront(emulator.port, `${id}.execute-api.127.0.0.1`);
    stops.unshift(async () => front.stop());
    Object.assign(process.env, { MUSTER_TEST_URL: front.url, MUSTER_TEST_MANAGER_URL: manager.url });
    // The sample user's own password, which everybody knows, opens nothing on a stage.
    runUsers('passwd', 'alice', env);
    runUsers('add', 'carol', env);
    await logIn('carol');
    const headers = await logIn('alice');
    say('users log in, one of the release before and a new one; who has no token is refused');
    say(await assertReadAsBefore(front.url, headers.authorization ?? ''));
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
