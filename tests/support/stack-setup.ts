import { readOptions } from '#lib/local/options';
import { freePort } from '#lib/local/ports';
import { startStack } from '#lib/local/stack';
import { startServiceManager } from './service-manager.ts';

/** The real stack, in memory and on free ports, with a real service manager beside it. Once for all http tests. */
export default async (): Promise<void> => {
  const manager = await startServiceManager();
  Object.assign(process.env, {
    SERVICE_MANAGER_URL: manager.url,
    PORT: String(await freePort()),
    LAMBDA_PORT: String(await freePort()),
    MUSTER_DATA: ':memory:',
  });
  const stack = await startStack(readOptions(process.env));
  Object.assign(process.env, {
    MUSTER_TEST_URL: stack.url,
    MUSTER_TEST_LAMBDA_URL: stack.lambdaUrl,
    MUSTER_TEST_MANAGER_URL: manager.url,
  });
  Object.assign(globalThis, { stackUnderTest: { stack, manager } });
};
