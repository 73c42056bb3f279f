import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { validatorAt } from '#support/assert-openapi';
import { startLambda } from '#support/lambda';
import { startRecipient } from '#support/recipient';

interface Posted {
  headers: Record<string, string>;
  body: string;
}

const posted: Posted[] = [];
/** The statuses that are answered next; 204 when there are none. */
const answers: number[] = [];
const party = await startRecipient(async (response, _, request) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  posted.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(pieces).toString() });
  response.writeHead(answers.shift() ?? 204).end();
});
const lambda = await startLambda({
  sendWebhooks: async (work) => (await import('#functions/webhooks/send-webhooks')).handler(work),
});
Object.assign(process.env, { LAMBDA_ENDPOINT: lambda.url, EXEC_PAUSES_SECONDS: '0,0' });

// What reads settings comes after them.
const { handler: dispatch } = await import('#functions/events/dispatch-changes');
const { handler: createCompute } = await import('#functions/compute/create-compute-cluster');
const { handler: createPool } = await import('#functions/pools/create-pool');
const { handler: getWebhook } = await import('#functions/webhooks/get-webhook');
const { handler: listWebhooks } = await import('#functions/webhooks/list-webhooks');
const { handler: listDeliveries } = await import('#functions/webhooks/list-deliveries');
const { handler: putWebhook } = await import('#functions/webhooks/put-webhook');
const { handler: deleteWebhook } = await import('#functions/webhooks/delete-webhook');
const { handler: resend } = await import('#functions/webhooks/resend-delivery');
const { handler: rotate } = await import('#functions/webhooks/rotate-webhook');
const { handler: sendTest } = await import('#functions/webhooks/test-webhook');
const { handler: send } = await import('#functions/webhooks/send-webhooks');
const webhooks = await import('#lib/webhooks/service');
const { call } = await import('#support/call');
const { given } = await import('#support/given');
const { eventually } = await import('#support/request');
const { followStream } = await import('#support/stream');
const { givenLogin } = await import('#support/users');

const { handed } = await followStream('dispatchChanges', dispatch);
const { headers, user } = await givenLogin();

afterAll(async () => {
  await lambda.idle();
  await lambda.stop();
  await party.stop();
});

/** Each test has the only webhook there is. */
beforeEach(async () => {
  await lambda.idle();
  for (const { name } of (await webhooks.list({ limit: 100 })).items) await webhooks.remove(name);
  posted.length = 0;
  answers.length = 0;
});

const put = (name: string, body: object) =>
  call(putWebhook, 'PUT /webhooks/{name}', { params: { name }, body, headers });

const given1 = async (body: object = {}): Promise<{ name: string; secret: string }> => {
  const name = given.name('hook');
  const made = await put(name, { url: `${party.url}/hook`, types: ['pool.*'], ...body });
  expect(made.status).toBe(201);
  return { name, secret: made.body.secret };
};

const aPool = async (): Promise<string> => {
  const id = given.poolId();
  await call(createPool, 'PUT /api/pools/{id}', { params: { id }, headers, body: { name: 'p' } });
  return id;
};

const received = (count: number): Promise<Posted[]> =>
  eventually(
    async () => posted,
    (all) => all.length >= count,
  );

const deliveries = async (name: string, query: Record<string, string> = {}) => {
  await lambda.idle();
  return (await call(listDeliveries, 'GET /webhooks/{name}/deliveries', { params: { name }, query, headers })).body
    .items;
};

test('an event is posted as Standard Webhooks has it, and verified by their own library', async () => {
  const { name, secret } = await given1();
  const pool = await aPool();
  const [message] = await received(1);
  if (!message) throw new Error('Nothing was posted');
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(new Webhook(secret).verify(message.body, message.headers)).toEqual({
    type: 'pool.created',
    timestamp: expect.stringMatching(/^20..-.*Z$/),
    data: {
      ...{ subject: pool, actor: { user: user.name }, pool, name: 'p' },
      ...{ generation: expect.any(String), resources: [], total: 0 },
    },
    text: `Pool ${pool} was created`,
  });
  expect(() => new Webhook(secret).verify(`${message.body} `, message.headers)).toThrow();
  expect(validatorAt('components', 'schemas', 'WebhookMessage')(JSON.parse(message.body))).toBe(true);
  expect(await deliveries(name)).toEqual([
    expect.objectContaining({
      id: message.headers['webhook-id'],
      type: 'pool.created',
      status: 'SUCCEEDED',
      attempts: 1,
      http_status: 204,
      error: null,
    }),
  ]);
});

test('a webhook is changed by what is sent, and never shows its secret again', async () => {
  const { name } = await given1();
  const changed = await put(name, { types: ['server.*', 'pool.created'], enabled: false });
  const webhook = { name, url: `${party.url}/hook`, types: ['server.*', 'pool.created'], enabled: false };
  expect(changed).toMatchObject({ status: 200, body: webhook });
  const got = await call(getWebhook, 'GET /webhooks/{name}', { params: { name } });
  expect(got.body).toEqual({ ...webhook, created_at: expect.any(String), updated_at: expect.any(String) });
  expect((await call(listWebhooks, 'GET /webhooks')).body).toEqual({ items: [got.body] });
  expect((await call(deleteWebhook, 'DELETE /webhooks/{name}', { params: { name } })).status).toBe(204);
  expect((await call(deleteWebhook, 'DELETE /webhooks/{name}', { params: { name } })).status).toBe(404);
});

test('a disabled one is told nothing, and only what is meant is told', async () => {
  await given1({ enabled: false });
  const { name } = await given1({ types: ['pool.deleted', 'server'] });
  await aPool();
  await call(sendTest, 'POST /webhooks/{name}/test', { params: { name } });
  await received(1);
  expect(posted.map(({ body }) => JSON.parse(body).type)).toEqual(['webhook.test']);
});

test('for a day after a rotation the old secret signs, too, and so do both after another; a repeat is no other', async () => {
  const { name, secret: oldest } = await given1();
  const rotateBy = async (key: string) =>
    (await call(rotate, 'POST /webhooks/{name}/rotate', { params: { name }, headers: { 'idempotency-key': key } })).body
      .secret;
  const key = randomUUID();
  const old = await rotateBy(key);
  expect(await rotateBy(key)).toBe(old);
  const secret = await rotateBy(randomUUID());
  expect(new Set([oldest, old, secret]).size).toBe(3);
  const sent = await call(sendTest, 'POST /webhooks/{name}/test', { params: { name } });
  expect(sent).toMatchObject({ status: 202, body: { type: 'webhook.test', status: 'PENDING' } });
  const [message] = await received(1);
  if (!message) throw new Error('Nothing was posted');
  expect(message.headers['webhook-signature']?.split(' ')).toHaveLength(3);
  for (const one of [oldest, old, secret])
    expect(new Webhook(one).verify(message.body, message.headers)).toMatchObject({ type: 'webhook.test' });
});

test('what is refused is tried again under the same id, kept with every answer, and sent again by hand', async () => {
  const { name } = await given1();
  answers.push(500, 503, 500);
  await aPool();
  await received(1);
  await lambda.idle();
  for (let n = 0; n < 2; n += 1) await send({});
  const [failed] = await deliveries(name, { status: 'FAILED' });
  expect(failed).toMatchObject({
    attempts: 3,
    http_status: 500,
    error: 'The webhook answered 500',
    type: 'pool.created',
  });
  expect(new Set(posted.map((message) => message.headers['webhook-id'])).size).toBe(1);
  expect(await deliveries(name, { status: 'SUCCEEDED' })).toEqual([]);
  const again = await call(resend, 'POST /webhooks/{name}/deliveries/{id}/resend', { params: { name, id: failed.id } });
  expect(again.status).toBe(202);
  await received(4);
  expect(await deliveries(name)).toEqual([
    expect.objectContaining({ id: failed.id, status: 'SUCCEEDED', attempts: 4 }),
  ]);
});

test('a change that the stream brings again is told once', async () => {
  const { name } = await given1();
  await aPool();
  await received(1);
  await lambda.idle();
  for (const event of handed) await dispatch(event);
  expect(await deliveries(name)).toHaveLength(1);
  expect(posted).toHaveLength(1);
});

test("what is for its owner's eyes alone is told to webhooks of that owner alone", async () => {
  const { name } = await given1({ types: ['*'] });
  const bob = await givenLogin();
  const made = await call(createCompute, 'POST /clusters/', { headers: bob.headers, body: { cpus: 1, memory: 1 } });
  const own = await call(createCompute, 'POST /clusters/', { headers, body: { cpus: 1, memory: 1 } });
  await eventually(
    () => deliveries(name),
    (all: { text: string }[]) => all.some(({ text }) => text.includes(own.body.id)),
  );
  expect(JSON.stringify(await deliveries(name))).not.toContain(made.body.id);
});

test('who takes over a webhook is not told what was for its owner, not in its deliveries and not at another address', async () => {
  const { name } = await given1({ types: ['compute.*'] });
  const own = await call(createCompute, 'POST /clusters/', { headers, body: { cpus: 1, memory: 1 } });
  const [delivery] = await eventually(
    () => deliveries(name),
    (all: { text: string; id: string }[]) => all.some(({ text }) => text.includes(own.body.id)),
  );
  const bob = (await givenLogin()).headers;
  const ofBob = { params: { name }, headers: bob };
  expect((await call(listDeliveries, 'GET /webhooks/{name}/deliveries', ofBob)).body.items).toEqual([]);
  const again = { params: { name, id: delivery?.id ?? '' }, headers: bob };
  expect((await call(resend, 'POST /webhooks/{name}/deliveries/{id}/resend', again)).status).toBe(404);
  expect((await call(putWebhook, 'PUT /webhooks/{name}', { ...ofBob, body: { url: party.url } })).status).toBe(200);
  const before = posted.length;
  const next = await call(createCompute, 'POST /clusters/', { headers, body: { cpus: 1, memory: 1 } });
  const bobs = await call(createCompute, 'POST /clusters/', { headers: bob, body: { cpus: 1, memory: 1 } });
  await eventually(
    () => Promise.resolve(posted.slice(before)),
    (all) => all.some(({ body }) => body.includes(bobs.body.id)),
  );
  expect(JSON.stringify(posted.slice(before))).not.toContain(next.body.id);
});

test.each([
  [{}, 'url'],
  [{ url: 'ftp://example.org' }, 'url'],
  [{ url: 'https://user:password@example.org' }, 'url'],
  [{ url: 'http://example.org', types: [] }, 'types'],
  [{ url: 'http://example.org', types: ['Nothing!'] }, 'types.0'],
  [{ url: 'http://example.org', colour: 'red' }, 'colour'],
])('%j makes no webhook', async (body, path) => {
  expect(await put(given.name('hook'), body)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
});

test.each(['POST /webhooks/{name}/test', 'POST /webhooks/{name}/rotate', 'GET /webhooks/{name}'])(
  '%s of a webhook that is not there is 404',
  async (route) => {
    const handlers = { test: sendTest, rotate, '{name}': getWebhook } as const;
    const handler = handlers[route.split('/').at(-1) as keyof typeof handlers];
    expect((await call(handler, route, { params: { name: 'none' } })).status).toBe(404);
  },
);

test('no webhook takes the name of the alert webhook, and where that is not set nothing is under it', async () => {
  const name = 'ALERT_WEBHOOK_URL';
  const refused = await put(name, { url: 'http://a.example/' });
  expect(refused).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'name', message: 'is the name of a setting' }] },
  });
  const listed = await call(listDeliveries, 'GET /webhooks/{name}/deliveries', { params: { name } });
  expect(listed).toMatchObject({ status: 404, body: { code: 'webhook.unknown' } });
});

test('a type that is misspelt is refused with the known one that is closest, at creation and at a change', async () => {
  const types = ['server.*', 'server.dwon', 'pol.*', 'No type'];
  const errors = [
    { path: 'types.1', message: 'is not a type of event; did you mean server.down?' },
    { path: 'types.2', message: 'is not a type of event; did you mean pool.*?' },
    expect.objectContaining({ path: 'types.3' }),
  ];
  const name = given.name('hook');
  const made = await put(name, { url: `${party.url}/hook`, types });
  expect(made.status).toBe(400);
  expect(made.body.errors).toEqual(expect.arrayContaining(errors));
  expect(made.body.errors).toHaveLength(3);
  expect((await call(getWebhook, 'GET /webhooks/{name}', { params: { name }, headers })).status).toBe(404);
  const { name: there } = await given1();
  expect((await put(there, { types: ['webhook.tset'] })).body.errors).toEqual([
    { path: 'types.0', message: 'is not a type of event; did you mean webhook.test?' },
  ]);
  expect((await put(there, { types: ['webhook.test', 'user', 'token.*'] })).status).toBe(200);
});
