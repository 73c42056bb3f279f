import { execFile } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { request } from '#support/request';

/** `fetch` sends no body with a GET. */
const getWithBody = (path: string, body: unknown): Promise<{ status: number | undefined; body: unknown }> =>
  new Promise((resolve, reject) => {
    const url = new URL(path, process.env.MUSTER_TEST_URL);
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const outgoing = httpRequest(url, { method: 'GET', headers }, async (response) => {
      const pieces: Buffer[] = [];
      for await (const piece of response) pieces.push(piece as Buffer);
      resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(pieces).toString()) });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });

const sweepByHand = () =>
  promisify(execFile)(process.execPath, ['tools/local/sweep.ts'], {
    env: { ...process.env, LAMBDA_PORT: new URL(process.env.MUSTER_TEST_LAMBDA_URL ?? '').port, NODE_OPTIONS: '' },
  });

test('a server is added, swept by hand, and shows its ping', async () => {
  const name = given.name('sweep ö % ');
  const added = await request('POST', '/', { body: { server: { name, IP: '127.0.0.1' } } });
  expect(added).toMatchObject({ status: 201, body: { status: 'CREATED' } });
  const { stdout } = await sweepByHand();
  expect(stdout).toMatch(/^\d+ servers pinged, \d+ answered, in \d+ ms\n$/);
  const shown = await getWithBody('/', { server: name });
  expect(shown).toMatchObject({ status: 200, body: { server: name } });
  const [pair = {}] = (shown.body as { pings: Record<string, number>[] }).pings.slice(-1);
  expect(Object.entries(pair)).toEqual([[expect.stringMatching(/^[\d-]+T[\d:]+Z$/), expect.any(Number)]]);
  const path = `/servers/${encodeURIComponent(name)}`;
  expect(await request('GET', path)).toMatchObject({ status: 200, body: { name, status: 'UP', loss: 0 } });
  expect((await request('GET', `${path}/pings`)).body.items.at(-1)).toMatchObject({ sent: 4, received: 4 });
  expect((await request('GET', `${path}/changes/`)).body.items).toMatchObject([{ from: 'UNKNOWN', to: 'UP' }]);
  expect((await request('GET', '/metrics')).body).toContain(`muster_server_up{server="${name}",ip="127.0.0.1"} 1`);
  const { at } = (await request('GET', `${path}/pings`)).body.items.at(-1);
  const sweeps: { started_at: string }[] = (await request('GET', '/sweeps')).body.items;
  expect(sweeps.find(({ started_at }) => started_at === at)).toMatchObject({ by_hand: true, lag_ms: 0 });
  expect(await request('DELETE', '/', { body: { server: name } })).toMatchObject({ body: { status: 'DELETED' } });
  expect(await getWithBody('/', { server: name })).toEqual({ status: 404, body: { status: 'NAME_DID_NOT_FOUND' } });
});

test('a browser is sent to the page, and every other client gets JSON', async () => {
  const browser = await request('GET', '/', { headers: { accept: 'text/html,*/*;q=0.8' } });
  expect([browser.status, browser.headers.get('location')]).toEqual([302, '/ui/']);
  expect(await request('GET', '/', { headers: { accept: '*/*' } })).toMatchObject({
    status: 200,
    body: { servers: expect.any(Array) },
  });
});

test('a sweep without a stack says so in one sentence', async () => {
  const failed = promisify(execFile)(process.execPath, ['tools/local/sweep.ts'], {
    env: { ...process.env, LAMBDA_PORT: '9', NODE_OPTIONS: '' },
  });
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr:
      'Nothing answers at http://localhost:9; start the stack with npm start, with the same PORT and LAMBDA_PORT.\n',
  });
});

test('a list that one has already is not sent again, and a long one is compressed', async () => {
  const tag = given.name('tag');
  for (let i = 0; i < 12; i += 1)
    await request('POST', '/', { body: { server: { name: given.name('lean'), IP: '127.0.0.1', tags: [tag] } } });
  const path = `/servers?tag=${tag}`;
  const first = await request('GET', path);
  expect(first.headers.get('content-encoding')).toBe('gzip');
  expect(first.body.items).toHaveLength(12);
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^W\//);
  expect(await request('GET', path, { headers: { 'if-none-match': etag } })).toMatchObject({ status: 304, body: '' });
  await request('POST', '/', { body: { server: { name: given.name('lean'), IP: '127.0.0.1', tags: [tag] } } });
  const changed = await request('GET', path, { headers: { 'if-none-match': etag, 'accept-encoding': 'identity' } });
  expect(changed.status).toBe(200);
  expect(changed.headers.get('content-encoding')).toBeNull();
  expect(changed.body.items).toHaveLength(13);
});
