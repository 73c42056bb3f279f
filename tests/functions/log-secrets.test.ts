import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { call } from '#support/call';
import { given } from '#support/given';
import { startRecipient, statuses } from '#support/recipient';
import { parametersAt, startParameters } from '#support/ssm-parameters';
import { givenLogin } from '#support/users';

/** Everything by which somebody is let in here; none of it may be in the log. */
const SECRET = {
  enroll: 'enroll-me-quietly',
  wrongEnroll: 'enroll-guess-4711',
  managerPassword: 'manager-pa55word',
  webhookPath: 'T012/B345/hookhookhook',
  password: 'correct-horse-99',
  wrongPassword: 'battery-staple-98',
  csrf: 'csrf0123456789abcdef',
};

const party = await startRecipient(statuses(503, 404));
const parameters = await startParameters({ '/log/enroll': SECRET.enroll });
Object.assign(process.env, parametersAt(parameters), {
  POWERTOOLS_LOG_LEVEL: 'DEBUG',
  AUTH: 'token',
  ZTP_ENROLL_SECRET: 'ssm:/log/enroll',
  SERVICE_MANAGER_URL: party.url.replace('http://', `http://muster:${SECRET.managerPassword}@`),
  ALERT_WEBHOOK_URL: `${party.url}/${SECRET.webhookPath}`,
  // Nobody listens there: handing over fails, and is logged.
  LAMBDA_ENDPOINT: 'http://127.0.0.1:9',
});

const written: string[] = [];
const real = { out: process.stdout.write, err: process.stderr.write };
const keep = (piece: string | Uint8Array): boolean => {
  written.push(String(piece));
  return true;
};

// What logs and what reads settings comes after them.
const { injectFaults } = await import('#support/inject-faults');
const { log } = await import('#lib/core/log');
const { announce } = await import('#lib/monitor/service/alerts');
const users = await import('#lib/auth/service/users');
const ztp = await import('#lib/ztp/service');
const { handler: register } = await import('#functions/ztp/register-device');
const { handler: login } = await import('#functions/auth/login');
const { handler: listPools } = await import('#functions/pools/list-pools');
const { handler: callManager } = await import('#functions/ztp/call-manager');
const { handler: exec } = await import('#functions/ztp/exec-device');
const { handler: sendAlerts } = await import('#functions/monitor/send-alerts');

beforeAll(() => {
  process.stdout.write = keep as typeof process.stdout.write;
  process.stderr.write = keep as typeof process.stderr.write;
});
afterAll(async () => {
  Object.assign(process.stdout, { write: real.out });
  Object.assign(process.stderr, { write: real.err });
  await party.stop();
  await parameters.stop();
});

/** The lines of the log that came of it; each is looked at for every secret. */
const logOf = async (work: () => Promise<unknown>, more: string[] = []): Promise<string> => {
  written.length = 0;
  await work();
  const lines = written.join('');
  for (const secret of [...Object.values(SECRET), ...more]) expect(lines).not.toContain(secret);
  return lines;
};

/** The database fails, with an error that has all of its request in it, as a careless library would have. */
const failing = async (work: () => Promise<unknown>, said: unknown): Promise<void> => {
  const end = injectFaults(async ({ input }) => {
    throw Object.assign(new Error(`Cannot do ${JSON.stringify({ input, said })}`), { said, input });
  });
  try {
    await work();
  } finally {
    end();
  }
};

const registering = (secret: string) =>
  call(register, 'PUT /ztp/register/{id}', {
    params: { id: given.mac() },
    body: { ip: '10.0.0.1' },
    headers: { authorization: `Enroll ${secret}` },
  });

test('the enroll secret is in no line, whether it is right, wrong, or the database fails', async () => {
  await logOf(async () => {
    expect(await registering(SECRET.enroll)).toMatchObject({ status: 201 });
    expect(await registering(SECRET.wrongEnroll)).toMatchObject({ status: 401 });
  });
  const headers = { authorization: `Enroll ${SECRET.enroll}` };
  const lines = await logOf(() =>
    failing(() => registering(SECRET.enroll), { headers, header: headers.authorization }),
  );
  expect(lines).toContain('Unexpected error');
});

test('a token is in no line, also when the call that shows it fails', async () => {
  const { token, headers } = await givenLogin();
  const lines = await logOf(async () => {
    expect(await call(listPools, 'GET /api/pools', { headers })).toMatchObject({ status: 200 });
    await failing(() => call(listPools, 'GET /api/pools', { headers }), { headers, token, text: `Token ${token}` });
  }, [token]);
  expect(lines).toContain('Unexpected error');
});

test('a password is in no line, neither right nor wrong, nor what a login gives', async () => {
  const username = given.name('user');
  await users.add(username, SECRET.password);
  const attempt = (password: string) =>
    call(login, 'POST /token/login/', {
      body: { username, password },
      headers: { 'x-csrf-token': SECRET.csrf },
      cookies: [`csrftoken=${SECRET.csrf}`],
    });
  const gave: string[] = [];
  await logOf(async () => {
    expect(await attempt(SECRET.wrongPassword)).toMatchObject({ status: 401 });
    const { status, body } = await attempt(SECRET.password);
    gave.push(body.auth_token);
    expect(status).toBe(200);
  }, gave);
  const said = { body: { password: SECRET.password }, cookie: `csrftoken=${SECRET.csrf}` };
  const lines = await logOf(() => failing(() => attempt(SECRET.password), said));
  expect(lines).toContain('Unexpected error');
});

test('credentials in the URL of the service manager are in no line, and in no answer', async () => {
  const ref = await ztp.openExec(await ztp.register(given.mac(), { ip: '10.0.0.2' }));
  await logOf(async () => callManager({ calls: [ref] }));
  const { items } = await ztp.listExecsIn('PENDING', { limit: 10 });
  expect(JSON.stringify(items)).toContain('The service manager answered 503');
  expect(JSON.stringify(items)).not.toContain(SECRET.managerPassword);
  const lines = await logOf(() => failing(() => callManager({ calls: [ref] }), process.env.SERVICE_MANAGER_URL));
  expect(lines).toContain('A call could not be tried');
});

test('the URL of a webhook is in no line, also when it refuses or the database fails', async () => {
  const change = { at: new Date().toISOString(), from: 'UP', to: 'DOWN' } as const;
  const lines = await logOf(() => announce([{ server: crypto.randomUUID(), name: 's', ip: '10.0.0.1', change }]));
  expect(lines).toContain('Alerts could not be handed over');
  await logOf(() => sendAlerts({}));
  const later = { ...change, at: new Date(Date.now() + 1).toISOString() };
  const news = [{ server: crypto.randomUUID(), name: 's', ip: '10.0.0.1', change: later }];
  await announce(news);
  const calls = news.map(({ server }) => ({ owner: server, at: later.at, id: `${server}-${Date.parse(later.at)}` }));
  const failed = await logOf(() => failing(() => sendAlerts({ calls }), process.env.ALERT_WEBHOOK_URL));
  expect(failed).toContain('A call could not be tried');
});

test('a stream record that cannot be read is not written out with what is in it', async () => {
  const dynamodb = {
    SequenceNumber: '1',
    NewImage: { type: { S: 'device' }, userdata: { S: `password=${SECRET.password}` } },
  };
  const lines = await logOf(() => exec({ Records: [{ dynamodb }] } as never));
  expect(lines).toContain('A stream record could not be handled');
});

test('whoever writes a request into the log writes no secret into it', async () => {
  const headers = { Authorization: `Enroll ${SECRET.enroll}`, cookie: `csrftoken=${SECRET.csrf}` };
  const lines = await logOf(async () => {
    log.info('A request', {
      headers,
      url: process.env.SERVICE_MANAGER_URL ?? '',
      body: `{"password":"${SECRET.password}"}`,
    });
    log.error('It failed', new Error(`could not reach ${process.env.SERVICE_MANAGER_URL}`));
  });
  expect(lines).toContain('A request');
  expect(lines).toContain('It failed');
});
