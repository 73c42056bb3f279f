import pLimit from 'p-limit';
import { sleep } from '#lib/core/clock';

/** What a release kept of the fleet below, as it answered itself. */
export type Answers = Record<string, unknown>;

interface AskOptions {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Asks a running stack: status and JSON. */
export const ask = async (url: string, path: string, { method = 'GET', body, headers = {} }: AskOptions = {}) => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as unknown };
};

/** A token of one of the sample users. */
export const logIn = async (url: string, username: string, password: string): Promise<string> => {
  const start = await fetch(`${url}/token/login/`);
  const cookie = start.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { status, body } = await ask(url, '/token/login/', {
    method: 'POST',
    body: { username, password },
    headers: { 'x-csrf-token': cookie.slice('csrftoken='.length), cookie },
  });
  if (status !== 200) throw new Error(`${username} cannot log in: ${status} ${JSON.stringify(body)}`);
  return (body as { auth_token: string }).auth_token;
};

/** Where a function has not been called yet, its process is started first: no more of them at once than a machine can. */
const AT_ONCE = pLimit(4);

export const MAC = '02:00:5e:10:00:01';

/** Something of every kind of thing that is kept. */
export const furnish = async (url: string): Promise<void> => {
  const put = (path: string, body?: unknown) => ask(url, path, { method: 'PUT', body });
  const post = (path: string, body?: unknown) => ask(url, path, { method: 'POST', body });
  await put('/api/pools/rack-1', { name: 'Rack 1', resources: ['10.0.0.0/29', '2001:db8::5'] });
  await put('/api/pools/cool', { name: 'Cool', resources: ['10.1.0.1', '10.1.0.2'], cool_down_seconds: 0 });
  await put('/api/pools/rack-1/allocate', {});
  await put('/api/pools/rack-1/allocate', { owner: 'node-17' });
  await put('/api/pools/cool/allocate', { ttl_seconds: 1 });
  await put(`/ztp/register/${MAC}`, { ip: '10.0.0.5', name: 'rack 3', userdata: 'x=1' });
  await put(`/ztp/register/${MAC}`, { ip: '10.0.0.6' });
  await put('/ztp/register/serial-77', { ip: '2001:db8::77', name: 'switch' });
  await post('/', { server: { name: 'gateway', IP: '127.0.0.1' } });
  await put('/servers/gateway', { paused: true });
  await post('/api/v1/clusters', { name: 'blue', region_code: 'A' });
  await post('/api/v1/machines', { name: 'web-1', cluster_name: 'blue', tags: ['web', 'edge'] });
  await post('/api/v1/machines', { name: 'web-2', cluster_name: 'blue', tags: ['web'] });
  await sleep(6000);
  await post('/api/v1/machines?action=STOP&tag=edge');
  const token = await logIn(url, 'alice', 'hunter2');
  const headers = { authorization: `Token ${token}` };
  const body = { creator: 1, cpus: 4, memory: 16 };
  await ask(url, '/clusters/', { method: 'POST', headers, body });
  // What was begun comes to an end, and the counters catch up.
  await sleep(6000);
};

/**
 * Everything that must read the same for as long as nobody changes it; what is forgotten by itself is not asked for.
 * `authorization` is that of the first user, who is the sample user alice where none is given.
 */
export const answersOf = async (url: string, authorization?: string): Promise<Answers> => {
  const shown = authorization ?? `Token ${await logIn(url, 'alice', 'hunter2')}`;
  const paths = [
    '/api/pools',
    '/api/pools/rack-1?view=full',
    '/api/pools/cool',
    '/api/pools/rack-1/use',
    '/api/resources?ip=10.1.0.1',
    `/ztp/check/${MAC}`,
    '/ztp/check/serial-77',
    '/ztp/mng/list/',
    '/servers/gateway',
    '/api/v1/clusters',
    '/api/v1/machines',
    '/api/v1/machines?tag=edge',
    '/clusters/',
    '/clusters/quota',
  ];
  const headers = { authorization: shown };
  return Object.fromEntries(
    await AT_ONCE.map(paths, async (path) => [path, await ask(url, path, { headers })] as const),
  );
};
