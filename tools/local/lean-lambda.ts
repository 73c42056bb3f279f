import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';
import { containFailures } from './async-invocation.ts';

/** As much of a function's declaration as running it takes. */
interface FunctionDefinition {
  name: string;
  handler: string;
  memorySize?: number;
  timeout?: number;
}

/** As much of the framework as is touched here. */
export interface OfflineServerless {
  config: { servicePath: string };
  service: {
    provider: { memorySize: number; timeout: number; environment: Record<string, unknown> };
  };
}

/** What serverless-offline's HTTP server, schedules and Lambda endpoint, and our stream reader, ask of a function. */
interface Invocation {
  setEvent(event: unknown): void;
  setClientContext(clientContext: unknown): void;
  runHandler(): Promise<unknown>;
}

type Handler = (event: unknown, context: Context) => unknown;

/** A function as its declaration has it, with its handler once it was loaded. */
interface Loaded extends FunctionDefinition {
  handle: () => Promise<Handler>;
}

const loaderOf = (folder: string, handler: string): (() => Promise<Handler>) => {
  const dot = handler.lastIndexOf('.');
  const url = pathToFileURL(join(folder, `${handler.slice(0, dot)}.ts`)).href;
  let loaded: Promise<Handler> | undefined;
  return () => {
    loaded ??= (import(url) as Promise<Record<string, Handler>>).then((module) => {
      const found = module[handler.slice(dot + 1)];
      if (!found) throw new Error(`${handler} is not exported`);
      return found;
    });
    return loaded;
  };
};

const contextOf = ({ name, memorySize, timeout }: Required<FunctionDefinition>): Context => {
  const deadline = performance.now() + timeout * 1000;
  const unused = (): never => {
    throw new Error('Handlers give a promise, and nothing else.');
  };
  return {
    awsRequestId: randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `offline_invokedFunctionArn_for_${name}`,
    logGroupName: `offline_logGroupName_for_${name}`,
    logStreamName: `offline_logStreamName_for_${name}`,
    memoryLimitInMB: String(memorySize),
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
    done: unused,
    fail: unused,
    succeed: unused,
  };
};

/** As much of serverless-offline's `Lambda` as is replaced here. */
interface OfflineLambda {
  create(lambdas: readonly { functionKey: string; functionDefinition: FunctionDefinition }[]): void;
  get(functionKey: string): Invocation;
}

/**
 * Lets serverless-offline run our functions with less ado. By itself it looks for the handler's module at every call
 * (seven looks at the disk), sets fifty environment variables, and formats a line of the log: together more than the
 * handler of a short call takes. All functions run in one process here and have the same environment.
 */
export const runLean = (lambda: OfflineLambda, { config, service: { provider } }: OfflineServerless): void => {
  const functions = new Map<string, Loaded>();
  const { create } = lambda;
  lambda.create = function createLean(lambdas) {
    for (const { functionKey, functionDefinition } of lambdas)
      functions.set(functionKey, {
        ...functionDefinition,
        handle: loaderOf(config.servicePath, functionDefinition.handler),
      });
    create.call(this, lambdas);
  };
  lambda.get = (functionKey) => {
    const found = functions.get(functionKey);
    if (!found) throw new Error(`There is no function ${functionKey}`);
    const { name, handler, memorySize = provider.memorySize, timeout = provider.timeout } = found;
    let event: unknown = {};
    return {
      setEvent: (given) => {
        event = given;
      },
      setClientContext: () => {},
      runHandler: async () => (await found.handle())(event, contextOf({ name, handler, memorySize, timeout })),
    };
  };
  for (const [name, value] of Object.entries(provider.environment)) process.env[name] = String(value);
};

const require = createRequire(import.meta.url);

/** A module of serverless-offline, also one that it does not export to programs. */
const ofOffline = (path: string): Promise<unknown> =>
  import(pathToFileURL(join(require.resolve('serverless-offline'), '..', path)).href);

interface OfflineLog {
  log: { notice(...args: unknown[]): void; debug(...args: unknown[]): void };
}

/** Makes every function of serverless-offline run lean, before it makes any. */
export const leanOffline = async (serverless: OfflineServerless): Promise<void> => {
  const { default: Lambda } = (await ofOffline('lambda/index.js')) as { default: { prototype: OfflineLambda } };
  runLean(Lambda.prototype, serverless);
  const { default: Controller } = (await ofOffline('lambda/routes/invocations/InvocationsController.js')) as {
    default: { prototype: Parameters<typeof containFailures>[0] };
  };
  containFailures(Controller.prototype);
};

/** From now on serverless-offline says nothing of each call; warnings and errors it does say. */
export const quietOffline = async (): Promise<void> => {
  const { log } = (await ofOffline('utils/log.js')) as OfflineLog;
  log.notice = () => {};
  log.debug = () => {};
};
