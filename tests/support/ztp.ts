import { afterAll } from '@jest/globals';
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { type EventSourceMapping, follow } from '#tools/local/event-source-mapping';
import { openStream } from '#tools/local/table';
import { type CallOptions, call } from './call.ts';
import { declaredFunctions } from './functions-yml.ts';
import { startLambda } from './lambda.ts';
import { startRecipient } from './recipient.ts';
import { checkpointsInMemory } from './stream.ts';

/** The stream event of a function as `functions/ztp/functions.yml` has it. */
const streamOf = (key: string) => {
  const stream = declaredFunctions()[key]?.events?.find((event) => 'stream' in event)?.stream;
  return stream as Pick<EventSourceMapping, 'filterPatterns' | 'batchSize' | 'maximumRetryAttempts'>;
};

/**
 * Zero-touch provisioning without HTTP: the real functions on the engine's real stream, filtered as `functions.yml` says,
 * with a Lambda and a service manager of their own. Call it before anything has read the settings.
 */
export const startZtp = async (answer: Parameters<typeof startRecipient>[0], env: Record<string, string> = {}) => {
  const manager = await startRecipient(answer);
  Object.assign(process.env, { SERVICE_MANAGER_URL: manager.url, ...env });
  const load = async (name: string) => (await import(`../../functions/ztp/${name}.ts`)).handler;
  const exec = (await load('exec-device')) as (event: DynamoDBStreamEvent) => Promise<unknown>;
  const lambda = await startLambda({
    callManager: await load('call-manager'),
    enrollDevices: (await import('../../functions/fleet/enroll-devices.ts')).handler,
  });
  process.env.LAMBDA_ENDPOINT = lambda.url;
  /** How many records each invocation of `execDevice` was given. */
  const woken: number[] = [];
  const buried: string[] = [];
  if (process.env.DYNAMODB_ENGINE === 'dynamodb-local')
    await openStream(process.env.DYNAMODB_ENDPOINT ?? '', process.env.TABLE_NAME ?? '');
  const reader = await follow(
    {
      ...streamOf('execDevice'),
      functionKey: 'execDevice',
      tableName: process.env.TABLE_NAME ?? '',
      invoke: (event) => {
        woken.push(event.Records.length);
        return exec(event);
      },
      deadLetter: (_, reason) => buried.push(reason),
    },
    {
      endpoint: process.env.DYNAMODB_ENDPOINT ?? '',
      checkpoints: checkpointsInMemory(),
      intervalMs: 20,
      onError: (error) => buried.push(String(error)),
    },
  );
  afterAll(async () => {
    await reader.stop();
    await lambda.idle();
    await lambda.stop();
    await manager.stop();
  });
  const http = (name: string, route: string) => async (options?: CallOptions) =>
    call((await load(name)) as (event: unknown, context: Context) => Promise<unknown>, route, options);
  return {
    ...{ manager, lambda, woken, buried },
    register: http('register-device', 'PUT /ztp/register/{id}'),
    check: http('check-device', 'GET /ztp/check/{id}'),
    list: http('list-hosts', 'GET /ztp/mng/list/'),
    edit: http('edit-device', 'PUT /ztp/mng/{id}'),
    remove: http('delete-device', 'DELETE /ztp/mng/{id}'),
    removeByGet: http('delete-device-by-get', 'GET /ztp/mng/{id}/delete'),
    listDevices: http('list-devices', 'GET /ztp/devices'),
    show: http('get-device', 'GET /ztp/devices/{id}'),
    execsOf: http('list-device-execs', 'GET /ztp/devices/{id}/execs'),
    resend: http('resend-exec', 'POST /ztp/devices/{id}/exec'),
    execs: http('list-execs', 'GET /ztp/execs'),
    retry: async (): Promise<{ due: number }> => ((await load('retry-execs')) as () => Promise<{ due: number }>)(),
  };
};
