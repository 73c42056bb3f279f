import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { npmStart } from '#support/muster';
import { type Answers, answersOf, ask, MAC } from '#support/release';
import { freePort } from '#tools/local/ports';

const RELEASES = fileURLToPath(new URL('../../releases/', import.meta.url));

jest.setTimeout(300_000);

/** The folders are of the embedded engine, whichever the other tests run on. */
const started = async (release: string) => {
  const folder = join(RELEASES, release);
  const MUSTER_DATA = mkdtempSync(join(tmpdir(), 'muster-upgrade-'));
  writeFileSync(join(MUSTER_DATA, 'muster.db'), gunzipSync(readFileSync(join(folder, 'muster.db.gz'))));
  copyFileSync(join(folder, 'stream.json'), join(MUSTER_DATA, 'stream.json'));
  const PORT = String(await freePort());
  const LAMBDA_PORT = String(await freePort());
  const stack = await npmStart({ PORT, LAMBDA_PORT, MUSTER_DATA, DYNAMODB_ENGINE: 'embedded' });
  const stop = async () => {
    await stack.signal('SIGTERM');
    rmSync(MUSTER_DATA, { recursive: true, force: true });
  };
  return { url: `http://localhost:${PORT}`, stop };
};

describe.each(readdirSync(RELEASES))('a data folder that release %s wrote', (release) => {
  let url = '';
  let stop = async () => {};

  beforeAll(async () => {
    ({ url, stop } = await started(release));
  });
  afterAll(() => stop());

  test('reads as that release read it', async () => {
    const kept = JSON.parse(readFileSync(join(RELEASES, release, 'answers.json'), 'utf8')) as Answers;
    expect(await answersOf(url)).toEqual(kept);
  });

  test('goes on being used: what is held stays held, what is known is known, names are taken', async () => {
    const put = (path: string, body: unknown) => ask(url, path, { method: 'PUT', body });
    const post = (path: string, body: unknown) => ask(url, path, { method: 'POST', body });
    const sticky = await put('/api/pools/rack-1/allocate', { owner: 'node-17' });
    expect(sticky).toMatchObject({ status: 200, body: { owner: 'node-17', status: 'ALLOCATED' } });
    const rest = await put('/api/pools/rack-1/allocate', { count: 5 });
    expect(rest.status).toBe(200);
    expect(await put('/api/pools/rack-1/allocate', {})).toMatchObject({ status: 409 });
    expect(await put('/api/pools/cool/allocate', { count: 2 })).toMatchObject({ status: 200 });
    expect(await put(`/ztp/register/${MAC.toUpperCase()}`, { ip: '10.0.0.7' })).toEqual({
      status: 200,
      body: { ip: '10.0.0.7', name: 'rack 3', userdata: 'x=1' },
    });
    expect(await ask(url, `/ztp/devices/${MAC}`)).toMatchObject({ status: 200, body: { registrations: 3 } });
    expect(await post('/', { server: { name: 'gateway', IP: '127.0.0.1' } })).toMatchObject({ status: 409 });
    expect(await post('/api/v1/clusters', { name: 'blue', region_code: 'A' })).toMatchObject({ status: 409 });
    expect(await post('/api/v1/machines?action=START&tag=edge', undefined)).toMatchObject({ status: 202 });
  });
});
