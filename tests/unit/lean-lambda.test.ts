import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from '@jest/globals';
import { type OfflineServerless, runLean } from '#tools/local/lean-lambda';

type Target = Parameters<typeof runLean>[0];

const serverless: OfflineServerless = {
  config: { servicePath: fileURLToPath(new URL('../..', import.meta.url)) },
  service: { provider: { memorySize: 512, timeout: 10, environment: { MUSTER_LEAN_TEST: 7 } } },
};
const created: string[] = [];
let lambda: Target;

/** A function whose handler shows what it was given. */
const echo = (more: object = {}) => ({
  functionKey: 'echo',
  functionDefinition: { name: 'muster-local-echo', handler: 'tests/support/echo.handler', ...more },
});

beforeEach(() => {
  created.length = 0;
  lambda = {
    create: (lambdas) => void created.push(...lambdas.map(({ functionKey }) => functionKey)),
    get: () => {
      throw new Error('serverless-offline would run it');
    },
  };
  runLean(lambda, serverless);
});

const invoke = async (event: unknown) => {
  const invocation = lambda.get('echo');
  invocation.setClientContext(undefined);
  invocation.setEvent(event);
  return (await invocation.runHandler()) as { event: unknown; context: Record<string, unknown>; leftMs: number };
};

test('runs the handler that was declared, with a context as Lambda gives it, and an environment as declared', async () => {
  lambda.create([echo({ timeout: 3 })]);
  expect(created).toEqual(['echo']);
  const { event, context, leftMs } = await invoke({ a: 1 });
  expect(event).toEqual({ a: 1 });
  expect(context).toMatchObject({ functionName: 'muster-local-echo', memoryLimitInMB: '512' });
  expect(context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(leftMs).toBeGreaterThan(0);
  expect(leftMs).toBeLessThanOrEqual(3000);
  expect(process.env.MUSTER_LEAN_TEST).toBe('7');
});

test('calls of one function that run side by side each have their own event and request id', async () => {
  lambda.create([echo()]);
  const answers = await Promise.all([invoke('a'), invoke('b'), invoke('c')]);
  expect(answers.map(({ event }) => event)).toEqual(['a', 'b', 'c']);
  expect(new Set(answers.map(({ context }) => context.awsRequestId)).size).toBe(3);
});

test('a function that throws, and a handler that is not there, fail the call', async () => {
  lambda.create([echo()]);
  await expect(invoke('throw')).rejects.toThrow('as asked');
  lambda.create([echo({ handler: 'tests/support/echo.missing' })]);
  await expect(invoke({})).rejects.toThrow('tests/support/echo.missing is not exported');
  expect(() => lambda.get('unknown')).toThrow('There is no function unknown');
});
