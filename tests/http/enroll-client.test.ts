import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { given } from '#support/given';
import { npmStart } from '#support/muster';
import { eventually } from '#support/request';
import { describeWith } from '#support/tools';
import { CLIENTS, type Client, run } from '#support/ztp-clients';
import { freePort } from '#tools/local/ports';

jest.setTimeout(300_000);

const SECRET = 's3cret"of\\the-rack';
const { NODE_OPTIONS: _, ...env } = process.env;

const sender =
  (url: string, headers: Record<string, string> = {}) =>
  async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse((await response.text()) || 'null') };
  };
type Send = ReturnType<typeof sender>;

/** The token of a user, as somebody has it who logs in. */
const login = async (url: string): Promise<string> => {
  const { headers } = await sender(url)('GET', '/token/login/');
  const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
  const csrf = cookie.split('=')[1] ?? '';
  const send = sender(url, { cookie, 'x-csrf-token': csrf });
  return (await send('POST', '/token/login/', { username: 'alice', password: 'hunter2' })).body.auth_token;
};

/** A rule with all four steps for names that begin so, and an address. */
const giveRule = async (send: Send): Promise<string> => {
  const name = given.name('rack');
  await send('PUT', `/api/pools/${name}`, { name, resources: ['10.9.0.0/29'] });
  await send('POST', '/api/v1/clusters', { name, region_code: 'A' });
  const rule = await send('PUT', `/fleet/rules/${name}`, {
    match: { names: [`${name}-*`] },
    ...{ address: { pool: name }, monitor: {}, machine: { cluster_name: name }, exec: { when: 'enrolled' } },
  });
  expect(rule.status).toBe(201);
  return name;
};

interface Where {
  url: string;
  send: Send;
  more: string[];
}

const enrolls = ({ start: [command, ...first] }: Client, where: () => Where): void => {
  const client = (...args: string[]) => run(command, [...first, where().url, ...where().more, ...args]);

  test('waits for its enrollment, and prints the device with all that it was given', async () => {
    const { send } = where();
    const rule = await giveRule(send);
    const [id, name] = [given.mac(), `${rule}-1`];
    const { code, out, err } = await client('--id', id, '--ip', 'none', '--name', name, '--enroll');
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^(Waiting for [^\n]+\n)*$/) });
    const device = JSON.parse(out);
    expect(device).toMatchObject({
      ...{ id, name, rule, state: 'ENROLLED' },
      address: { pool: rule, ip_address: expect.stringMatching(/^10\.9\.0\.[1-6]$/) },
      server: { name },
      machine: { name, cluster_name: rule },
      exec: { status: 'SUCCEEDED', http_status: 200 },
    });
    expect(device.ip).toBe(device.address.ip_address);
    expect((await send('GET', `/fleet/devices/${encodeURIComponent(id)}`)).body).toMatchObject({ state: 'ENROLLED' });
  });

  test('a step that was given up is exit code 1, and the device tells which', async () => {
    const { send } = where();
    const rule = await giveRule(send);
    const name = `${rule}-taken`;
    await send('POST', '/', { server: { name, IP: '10.9.0.9' } });
    const { code, out, err } = await client('--id', given.mac(), '--ip', '10.9.0.1', '--name', name, '--enroll');
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^(Waiting for [^\n]+\n)*The enrollment failed at its step monitor: [^\n]+\n$/),
    });
    expect(JSON.parse(out)).toMatchObject({ state: 'FAILED', steps: [{ state: 'DONE' }, { state: 'FAILED' }, {}, {}] });
  });
};

describe('where nobody is asked for a token', () => {
  const url = process.env.MUSTER_TEST_URL ?? '';
  for (const client of CLIENTS)
    describeWith(...client.needs)(client.name, () => enrolls(client, () => ({ url, send: sender(url), more: [] })));
});

describe('where tokens are asked for, with the enroll secret alone', () => {
  let where: Where;
  let manager: ChildProcess;
  let stop: () => Promise<unknown>;
  const printed: string[] = [];

  beforeAll(async () => {
    const [PORT, LAMBDA_PORT, managerPort] = [await freePort(), await freePort(), await freePort()].map(String);
    const url = `http://localhost:${PORT}`;
    const stack = await npmStart({
      ...{ PORT, LAMBDA_PORT, MUSTER_DATA: ':memory:', AUTH: 'token', ZTP_ENROLL_SECRET: SECRET },
      SERVICE_MANAGER_URL: `http://localhost:${managerPort}`,
    });
    stop = () => stack.signal('SIGTERM');
    const token = await login(url);
    where = { url, send: sender(url, { authorization: `Token ${token}` }), more: ['--enroll-secret', SECRET] };
    manager = spawn(process.execPath, ['client/service-manager.ts', url, String(managerPort)], {
      env: { ...env, MUSTER_TOKEN: token },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (manager.stdout) createInterface({ input: manager.stdout }).on('line', (line) => printed.push(line));
    await eventually(
      async () => printed.length,
      (lines) => lines > 0,
    );
  });
  afterAll(async () => {
    manager?.kill();
    await stop?.();
  });

  for (const client of CLIENTS) describeWith(...client.needs)(client.name, () => enrolls(client, () => where));

  test('the secret reads a device, and nothing else; a wrong one reads nothing', async () => {
    const { url, send } = where;
    const rule = await giveRule(send);
    const id = given.mac();
    await send('PUT', `/ztp/register/${id}`, { name: `${rule}-1` });
    const statuses = async (secret: string) => {
      const machine = sender(url, { authorization: `Enroll ${secret}` });
      const paths = [`/fleet/devices/${id}`, `/fleet/devices/${id}/timeline`, '/fleet/devices', `/ztp/check/${id}`];
      return Promise.all(paths.map(async (path) => (await machine('GET', path)).status));
    };
    expect(await statuses(SECRET)).toEqual([200, 401, 401, 401]);
    expect(await statuses('another')).toEqual([401, 401, 401, 401]);
    expect((await sender(url)('GET', `/fleet/devices/${id}`)).status).toBe(401);
  });

  test('the sample of a service manager asks Muster back, and prints what it would do', async () => {
    const { send } = where;
    const rule = await giveRule(send);
    const [id, name] = [given.mac(), `${rule}-ü 1`];
    await send('PUT', `/ztp/register/${id}`, { name, ip: '10.1.0.7' });
    const address = (await eventually(
      async () => (await send('GET', `/fleet/devices/${id}`)).body,
      ({ state }) => state === 'ENROLLED',
    )) as { address: { ip_address: string } };
    const line = `${address.address.ip_address}: would now set up ${name} (${id}), registered with 10.1.0.7`;
    await eventually(
      async () => printed,
      (lines) => lines.includes(line),
    );
  });
});
