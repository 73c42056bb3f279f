import { expect, test } from '@jest/globals';
import { request } from '#support/request';

const partNames = async (): Promise<string[]> => {
  const { body } = await request('GET', '/ui/');
  return [...String(body).matchAll(/\/ui\/([\w-]+\.(?:js|css|svg))/g)].map(([, name = '']) => name);
};

test('the page is served with a policy that allows nothing inline and nobody else', async () => {
  const { status, headers, body } = await request('GET', '/ui/');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('cache-control')).toBe('no-cache');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(headers.get('content-security-policy')).not.toContain('unsafe');
  expect(body).toContain('<title>Muster</title>');
});

test('who has the page already is told so', async () => {
  const { headers } = await request('GET', '/ui/');
  const again = await request('GET', '/ui/', { headers: { 'if-none-match': headers.get('etag') ?? '' } });
  expect([again.status, again.body]).toEqual([304, '']);
});

test('its parts have their content in their names, are compressed, and may be kept for ever', async () => {
  const names = await partNames();
  // The parts that the first script needs are named as well, so that they come beside it.
  const [stems, parts] = [names.map((name) => name.split('-')[0]), names.filter((name) => name.startsWith('part-'))];
  expect([...new Set(stems)].sort()).toEqual(['early', 'icon', 'main', 'part', 'style']);
  expect(names).toHaveLength(4 + parts.length);
  for (const name of names) {
    const { status, headers } = await request('GET', `/ui/${name}`, { headers: { 'accept-encoding': 'br' } });
    expect([status, headers.get('content-encoding'), headers.get('cache-control')]).toEqual([
      200,
      'br',
      'public, max-age=31536000, immutable',
    ]);
  }
});

test('the address works without its slash', async () => {
  expect((await request('GET', '/ui')).status).toBe(200);
});

test.each(['main.js', 'main-00000000.js', '..%2F..%2Fpackage.json', 'index.html'])(
  'there is no file %s',
  async (name) => {
    const { status, body } = await request('GET', `/ui/${name}`);
    expect(status).toBe(404);
    expect(body.code).toBe('file.unknown');
  },
);
