import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import * as clusters from '#lib/cloud/service/clusters';
import * as machines from '#lib/cloud/service/machines';
import * as compute from '#lib/compute/service';
import { AppError } from '#lib/core/errors';
import type { Endpoint } from '#lib/http/endpoint';
import { savePings } from '#lib/monitor/repository/pings';
import * as monitor from '#lib/monitor/service';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import * as webhooks from '#lib/webhooks/service';
import * as ztp from '#lib/ztp/service';
import { handlerOf } from '#support/authentication';
import { type CallOptions, call } from '#support/call';
import { cancelled, clash, FAILURES } from '#support/failures';
import { type InjectOptions, inTrouble } from '#support/inject-faults';
import { reachMarksOf } from '#support/marks';
import { givenLogin } from '#support/users';
import { validCall } from '#support/valid-calls';

process.env.COMPUTE_CLUSTERS_PER_USER = '1000000';
const { user, headers: token } = await givenLogin();
const csrf = { 'x-csrf-token': 'c'.repeat(40) };
const cookies = [`csrftoken=${'c'.repeat(40)}`];

const orThere = async (made: Promise<unknown>): Promise<void> => {
  await made.catch((error: unknown) => {
    if (!(error instanceof AppError && error.kind === 'conflict')) throw error;
  });
};

/** What the examples of the document name, so that calls go all their way; anew, for some calls take it away. */
const world = async (): Promise<Record<string, string>> => {
  await orThere(pools.create('rack-1', { name: 'Rack 1', addresses: ['10.0.0.5', '10.0.0.6'] }));
  await orThere(pools.add('rack-1', '10.0.0.5'));
  await ztp.register('52:54:00:12:34:56', { ip: '10.0.0.5' });
  await orThere(monitor.add('google_dns', '127.0.0.1'));
  await webhooks.put('chat', { url: 'http://127.0.0.1:9/' });
  const { id: delivery } = await webhooks.test('chat');
  const ping = { at: new Date().toISOString(), average_ms: 1, min_ms: 1, max_ms: 1, sent: 1, received: 1 };
  await savePings('raw', [{ server: (await monitor.get('google_dns')).id, ping }]);
  const cluster = await clusters.create({ name: `c-${crypto.randomUUID()}`, region_code: 'A' });
  const past = () => new Date(Date.now() - 10_000);
  const machine = await machines.create({ cluster_name: cluster.name, tags: [] }, { now: past });
  const made = await compute.create(user, { cpus: 1, memory: 1 });
  return { CloudCluster: cluster.id, Machine: machine.id, ComputeCluster: made.id, resendDelivery: delivery };
};

/** A call of an endpoint that finds what it names. */
const callOf = (endpoint: Endpoint, ids: Record<string, string>): CallOptions => {
  const { name, access } = endpoint;
  const { params = {}, body, ...rest } = validCall(endpoint);
  // A token is looked up wherever it is shown.
  const headers = { ...csrf, ...(access === 'user' && token) };
  const id = Object.entries(ids).find(([what]) => name.endsWith(what))?.[1];
  if (id !== undefined && 'id' in params) params.id = id;
  if ('resource_id' in params) params.resource_id = resourceId('rack-1', '10.0.0.5');
  if (typeof body === 'string') return { ...rest, params, body, headers, cookies };
  const { creator: _, ...ours } = (body ?? {}) as Record<string, unknown>;
  return { ...rest, params, ...(body !== undefined && { body: ours }), headers, cookies };
};

/** Those that never look at the table; boot files under a secret do not where no secret is set. */
const NEEDS_NO_TABLE = [
  ...['getApidocs', 'getApidocsFile', 'getOpenapi', 'getPage', 'getPageFile', 'listSiteConstants', 'startLogin'],
  'readSecretBootFile',
];

type Reply = Awaited<ReturnType<typeof call>>;

/** 503 that says when to come again; the graph answers in its own way, once it has begun. */
const isBusy = ({ name }: Endpoint, { status, headers, body }: Reply): void => {
  if (name === 'postGraphql' && status === 200) {
    expect(body.errors[0].extensions).toMatchObject({
      status: 503,
      code: expect.stringMatching(/busy|contended/),
    });
    return;
  }
  expect({ name, status, body }).toMatchObject({ status: 503 });
  expect(Number(headers['Retry-After'])).toBeGreaterThan(0);
  if (body.code) expect(body.code).toMatch(/^(database\.(busy|contended)|(pool|cloud)\.contended)$/);
};

/** Calls an endpoint while some of its requests to the table fare ill; whether any did. */
const troubled = async (
  endpoint: Endpoint,
  ids: Record<string, string>,
  meddle: (passing: InjectOptions, n: number) => Promise<unknown>,
) => {
  const handler = await handlerOf(endpoint);
  let requests = 0;
  const reply = await inTrouble(
    (passing) => {
      requests += 1;
      return meddle(passing, requests);
    },
    () => call(handler, endpoint.route, callOf(endpoint, ids)),
  );
  return { reply, requests };
};

let ids: Record<string, string>;
beforeAll(async () => {
  ids = await world();
});

afterAll(reachMarksOf('rack-1'));

const changes = ({ method, hasSideEffects }: Endpoint): boolean => method !== 'GET' || hasSideEffects === true;

const named = endpoints.map((endpoint) => [endpoint.name, endpoint] as const);

test.each(named)(
  '%s is 503 with Retry-After, whichever of its requests the database refuses',
  async (name, endpoint) => {
    let now = await world();
    for (let before = 0; ; before += 1) {
      const { reply, requests } = await troubled(endpoint, now, async ({ proceed }, n) => {
        if (n <= before) return proceed();
        throw FAILURES.throttled?.();
      });
      if (requests <= before) {
        expect({ name, status: reply.status < 500, before: before > 0 }).toEqual({
          name,
          status: true,
          before: !NEEDS_NO_TABLE.includes(name),
        });
        return;
      }
      isBusy(endpoint, reply);
      // What a call that changes something has begun, the next one is not to find.
      if (changes(endpoint)) now = await world();
    }
  },
);

test.each(Object.entries(FAILURES))('%s: every endpoint says so alike', async (_, failure) => {
  for (const endpoint of endpoints) {
    const { reply, requests } = await troubled(endpoint, ids, async () => {
      throw failure();
    });
    expect({ name: endpoint.name, asked: requests > 0 }).toEqual({
      name: endpoint.name,
      asked: !NEEDS_NO_TABLE.includes(endpoint.name),
    });
    if (requests > 0) isBusy(endpoint, reply);
  }
});

const isWrite = (command: string): boolean => /^(Put|Update|Delete|TransactWrite|BatchWrite)/.test(command);

/** What goes on for ever: others change the same things all the time, or batches are never taken whole. */
const FOR_EVER: Record<string, (passing: InjectOptions) => Promise<unknown> | undefined> = {
  'a transaction that meets another': ({ command }) =>
    command.startsWith('TransactWrite') ? Promise.reject(cancelled('TransactionConflict')) : undefined,
  'a transaction that is throttled': ({ command }) =>
    command.startsWith('TransactWrite') ? Promise.reject(cancelled('None', 'ThrottlingError')) : undefined,
  'a write that meets a transaction': ({ command }) =>
    isWrite(command) && !/Transact|Batch/.test(command) ? Promise.reject(clash()) : undefined,
  'a batch that is never read': ({ command, input }) =>
    command.startsWith('BatchGet') ? Promise.resolve({ UnprocessedKeys: input.RequestItems }) : undefined,
  'a batch that is never written': ({ command, input }) =>
    command.startsWith('BatchWrite') ? Promise.resolve({ UnprocessedItems: input.RequestItems }) : undefined,
};

test.each(Object.entries(FOR_EVER))('%s, for ever: 503 where it matters, and 500 nowhere', async (_, meddle) => {
  const now = await world();
  // Pauses are drawn by lot: here each is among the shortest.
  const lot = jest.spyOn(Math, 'random').mockReturnValue(0.01);
  let met = 0;
  // Side by side: each of them tries for a while.
  await Promise.all(
    endpoints.map(async (endpoint) => {
      let hurt = 0;
      const { reply } = await troubled(endpoint, now, (passing) => {
        const refused = meddle(passing);
        if (refused) hurt += 1;
        // Nothing is changed, so that all find what they name.
        if (!refused && isWrite(passing.command) && hurt > 0) return Promise.reject(FAILURES.throttled?.());
        return refused ?? passing.proceed();
      });
      if (hurt > 0) isBusy(endpoint, reply);
      if (hurt > 0) met += 1;
      expect({ name: endpoint.name, status: reply.status }).not.toMatchObject({ status: 500 });
    }),
  ).finally(() => lot.mockRestore());
  expect(met).toBeGreaterThan(0);
});
