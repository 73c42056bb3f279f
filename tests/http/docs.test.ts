import { expect, test } from '@jest/globals';
import { describeSystem } from '#lib/openapi/document';
import { request } from '#support/request';

test('serves the document of every endpoint, as the stage is', async () => {
  const answer = await request('GET', '/openapi.json');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.body).toEqual(describeSystem({ asksForToken: false }));
});

test('serves a page that takes scripts and styles from itself alone, with and without the slash', async () => {
  for (const path of ['/apidocs/', '/apidocs']) {
    const answer = await request('GET', path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(answer.body).not.toMatch(/https?:/);
    for (const [, file] of answer.body.matchAll(/(?:src|href)="([^"]+)"/g))
      expect(await request('GET', file)).toMatchObject({ status: 200 });
  }
});

test.each(['br', 'gzip'])(
  'files travel compressed with %s, and are not sent again to who has them',
  async (encoding) => {
    const path = '/apidocs/swagger-ui-bundle.js';
    const headers = { 'accept-encoding': encoding };
    const plain = await request('GET', path, { headers: { 'accept-encoding': 'identity' } });
    const compressed = await request('GET', path, { headers });
    expect(compressed.headers.get('content-encoding')).toBe(encoding);
    expect(compressed.headers.get('vary')).toMatch(/^accept-encoding$/i);
    expect(compressed.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(Number(compressed.headers.get('content-length'))).toBeLessThan(plain.body.length / 3);
    expect(compressed.body).toBe(plain.body);
    const etag = String(compressed.headers.get('etag'));
    expect(etag).not.toBe(plain.headers.get('etag'));
    const known = await request('GET', path, { headers: { ...headers, 'if-none-match': `"other", ${etag}` } });
    expect(known).toMatchObject({ status: 304, body: '' });
  },
);

test('has no other files', async () => {
  for (const name of ['package.json', '..%2Fpackage.json', 'constructor', 'swagger-ui.js'])
    expect(await request('GET', `/apidocs/${name}`)).toMatchObject({ status: 404, body: { code: 'file.unknown' } });
});
