import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '#tools/local/options';
import { freePort } from '#tools/local/ports';
import { startStack } from '#tools/local/stack';
import { startServiceManager } from './service-manager.ts';

/** A stage that was deployed before, and the service manager that it calls: `tests/deployed` starts both. */
const useDeployed = (url: string): void => {
  process.env.MUSTER_TEST_URL = url;
  process.env.MUSTER_TEST_MANAGER_URL = process.env.MUSTER_TEST_DEPLOYED_MANAGER;
};

/** The real stack, in memory and on free ports, with a real service manager beside it. Once for all http tests. */
export default async (): Promise<void> => {
  const { MUSTER_TEST_DEPLOYED } = process.env;
  if (MUSTER_TEST_DEPLOYED) return useDeployed(MUSTER_TEST_DEPLOYED);
  const manager = await startServiceManager();
  Object.assign(process.env, {
    SERVICE_MANAGER_URL: manager.url,
    PORT: String(await freePort()),
    LAMBDA_PORT: String(await freePort()),
    MUSTER_DATA: ':memory:',
  });
  process.env.MUSTER_TEST_DENIALS = join(mkdtempSync(join(tmpdir(), 'muster-denials-')), 'denials');
  // The functions of the stack may do what their roles allow, and no more.
  const { NODE_OPTIONS = '' } = process.env;
  process.env.NODE_OPTIONS = `${NODE_OPTIONS} --import=${new URL('./iam-enforcer-stack.js', import.meta.url).href}`;
  // Tests sweep by hand: one of the schedule's could come between any two of their steps. It is the stack's setting, and
  // not that of the tests that run beside it.
  process.env.SWEEP_RATE = '1 day';
  const stack = await startStack(readOptions(process.env));
  process.env.NODE_OPTIONS = NODE_OPTIONS;
  delete process.env.SWEEP_RATE;
  Object.assign(process.env, {
    MUSTER_TEST_URL: stack.url,
    MUSTER_TEST_LAMBDA_URL: stack.lambdaUrl,
    MUSTER_TEST_MANAGER_URL: manager.url,
    MUSTER_TEST_STACK_ENGINE: stack.engine.endpoint,
  });
  Object.assign(globalThis, { stackUnderTest: { stack, manager } });
};
