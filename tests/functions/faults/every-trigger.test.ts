import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, expect, test } from '@jest/globals';
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { endpoints } from '#lib/api';
import { later } from '#lib/core/clock';
import { RuleBody } from '#lib/fleet/model';
import * as fleet from '#lib/fleet/service/devices';
import { intake } from '#lib/fleet/service/intake';
import * as rules from '#lib/fleet/service/rules';
import { rolledUpTo as groupRolledUpTo } from '#lib/monitor/repository/packs';
import { rolledUpTo } from '#lib/monitor/repository/sweeps';
import * as monitor from '#lib/monitor/service';
import * as calls from '#lib/outbox/service';
import { find as findUsage } from '#lib/pools/repository/usage-counters';
import * as pools from '#lib/pools/service';
import { serviceManager } from '#lib/ztp/manager';
import * as ztp from '#lib/ztp/service';
import { FAILURES } from '#support/failures';
import { declaredFunctions } from '#support/functions-yml';
import { given } from '#support/given';
import { inTrouble } from '#support/inject-faults';
import { startLambda } from '#support/lambda';
import { startRecipient } from '#support/recipient';

const party = await startRecipient((response) => void response.end('{}'));
const handed: string[] = [];
const lambda = await startLambda({
  callManager: async () => {},
  sendAlerts: async () => {},
  enrollDevices: async ({ devices }: { devices: string[] }) => void handed.push(...devices),
  sendWebhooks: async () => {},
});
Object.assign(process.env, {
  ...{ SERVICE_MANAGER_URL: party.url, ALERT_WEBHOOK_URL: party.url, LAMBDA_ENDPOINT: lambda.url },
  ...{ PING_METHOD: 'tcp', PING_COUNT: '1', PING_TIMEOUT_MS: '20000', PING_PORT: '9' },
});
afterAll(async () => {
  await lambda.stop();
  await party.stop();
});

const functions = declaredFunctions();

const run = async (key: string, event: unknown): Promise<unknown> => {
  const file = functions[key]?.handler.replace(/\.handler$/, '.ts');
  const { handler } = (await import(new URL(`../../../${file}`, import.meta.url).href)) as {
    handler: (event: unknown, context: Context) => Promise<unknown>;
  };
  return handler(event, { getRemainingTimeInMillis: () => 900_000 } as Context);
};

const inVain = (key: string, event: unknown): Promise<unknown> =>
  inTrouble(
    async () => {
      throw FAILURES.throttled?.();
    },
    () => run(key, event),
  );

/** It throws, which its trigger answers by running it again, or at the next moment of its schedule. */
const throws = (key: string, event: unknown) =>
  expect(inVain(key, event)).rejects.toMatchObject({ code: 'database.busy' });

const hour = (n: number): string => new Date(Date.UTC(2026, 10, 20, n)).toISOString();

const record = (sequence: string, image: Record<string, unknown>) => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: sequence, NewImage: marshall(image) },
});

/** A device that a rule has matched, and whose server is not added yet. */
const enrolling = async () => {
  const name = given.name('r');
  await rules.put(name, RuleBody.parse({ match: { names: [name] }, monitor: {} }));
  const registered = await ztp.register(given.mac(), { ip: given.ip(), name });
  await intake().registered(registered);
  return { id: registered.id, enrollment: () => fleet.get(registered.id) };
};

const device = () => ztp.register(given.mac(), { ip: given.ip() });

/** Of each function that is not asked over HTTP: how it fails, and that what it was to do is done by what comes next. */
const TRIGGERED: Record<string, () => Promise<void>> = {
  execDevice: async () => {
    const devices = [await device(), await device()];
    const event = { Records: devices.map((each, i) => record(String(i + 1), each)) } as unknown as DynamoDBStreamEvent;
    expect(await inVain('execDevice', event)).toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }],
    });
    expect(await run('execDevice', event)).toEqual({ batchItemFailures: [] });
    for (const each of devices) expect((await ztp.listExecs(each.id, { limit: 9 })).items).toHaveLength(1);
  },
  callManager: async () => {
    const ref = await ztp.openExec(await device());
    // It is invoked asynchronously, and another try a minute later is the schedule's business.
    expect(await inVain('callManager', { calls: [ref] })).toBeUndefined();
    expect(await calls.due(serviceManager(), 1000)).toContainEqual(expect.objectContaining({ id: ref.id }));
    await run('callManager', { calls: [ref] });
    expect(await calls.find(serviceManager(), ref)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
  },
  enrollDevices: async () => {
    const { id, enrollment } = await enrolling();
    // As with exec calls: the schedule works on it again.
    expect(await inVain('enrollDevices', { devices: [id] })).toBeUndefined();
    expect(await enrollment()).toMatchObject({ state: 'ENROLLING', server: null });
    await run('enrollDevices', { devices: [id] });
    expect(await enrollment()).toMatchObject({ state: 'ENROLLED', server: { status: 'UNKNOWN' } });
  },
  retryEnrollments: async () => {
    const { id, enrollment } = await enrolling();
    await throws('retryEnrollments', {});
    await run('retryEnrollments', {});
    await lambda.idle();
    expect(handed).toContain(id);
    expect(await enrollment()).toMatchObject({ state: 'ENROLLING' });
  },
  retryExecs: async () => {
    await ztp.openExec(await device());
    await throws('retryExecs', {});
    expect(await run('retryExecs', {})).toMatchObject({ due: expect.any(Number) });
  },
  dispatchChanges: async () => {
    const pool = given.poolId();
    await pools.create(pool, { name: 'p', addresses: ['10.0.0.1'] });
    const born = (await findUsage(pool))?.pool.born ?? '';
    const image = { type: 'resource', pool, born, id: 'r', ip_address: '10.0.0.1', status: 'ALLOCATED', ranged: true };
    const event = { Records: [record('7', image)] };
    await throws('dispatchChanges', event);
    await run('dispatchChanges', event);
    await run('dispatchChanges', event);
    expect(await pools.usage(pool)).toMatchObject({ allocated: 1 });
  },
  sweepServers: async () => {
    await monitor.add(given.name('server'), '127.0.0.1');
    const time = new Date(Date.UTC(2030, 0, 1));
    await throws('sweepServers', { time: time.toISOString() });
    expect(await run('sweepServers', { time: later(time, 60_000).toISOString() })).toMatchObject({ lost: 0 });
  },
  probeServers: async () => {
    const name = given.name('server');
    await monitor.add(name, '127.0.0.1');
    const { id } = await monitor.get(name);
    const until = later(new Date(), 60_000).toISOString();
    const targets = [{ id, name, ip: '127.0.0.1', group: '0' }];
    // A chunk that is tried again comes too late; the next sweep has the server again.
    expect(
      await inVain('probeServers', {
        startedAt: until,
        number: 0,
        of: 1,
        holder: randomUUID(),
        until,
        targets,
        idle: [],
      }),
    ).toBeUndefined();
    await run('sweepServers', { byHand: true });
    expect(await monitor.get(name)).toMatchObject({ status: 'UP' });
  },
  rollUpPings: async () => {
    await throws('rollUpPings', {});
    expect(await rolledUpTo()).toBeUndefined();
    expect(await run('rollUpPings', {})).toEqual(await rolledUpTo());
  },
  rollUpBatch: async () => {
    const batch = { until: hour(2), oldest: hour(0), from: hour(1), groups: [{ group: 'g', members: [] }] };
    await throws('rollUpBatch', batch);
    await run('rollUpBatch', batch);
    expect(await groupRolledUpTo('g')).toBe(hour(2));
  },
  sendWebhooks: async () => {
    await throws('sendWebhooks', {});
    expect(await run('sendWebhooks', {})).toMatchObject({ tried: expect.any(Number) });
  },
  sendAlerts: async () => {
    await throws('sendAlerts', {});
    expect(await run('sendAlerts', {})).toMatchObject({ tried: expect.any(Number) });
  },
};

const triggered = Object.keys(functions).filter(
  (key) => endpoints.every(({ name }) => name !== key) && !functions[key]?.events?.some((event) => 'httpApi' in event),
);

test.each(triggered)('%s fails so that it is run again, and then its work is done', async (key) => {
  const story = TRIGGERED[key];
  if (!story) throw new Error(`Say what becomes of ${key} when the database refuses it`);
  await story();
});
