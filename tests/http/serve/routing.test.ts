import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { request } from '#support/request';

const device = async (id: string) => {
  const ip = given.ip();
  const answered = await request('PUT', `/ztp/register/${encodeURIComponent(id)}`, { body: { ip } });
  expect(answered.status).toBe(201);
  return { ip, name: '', userdata: '' };
};

test('a slash at the end never matters', async () => {
  const id = given.mac();
  const registered = await device(id);
  for (const path of [`/ztp/check/${id}`, `/ztp/check/${id}/`])
    expect(await request('GET', path)).toMatchObject({ status: 200, body: registered });
  const again = await request('PUT', `/ztp/register/${id}/`, { body: { ip: registered.ip } });
  expect(again).toMatchObject({ status: 200, body: registered });
});

test.each([
  ['a space', 'rack 1'],
  ['a comma and a semicolon', 'a,b;c'],
  ['a plus', 'a+b'],
  ['umlauts', 'Gerät'],
  ['what queries are written with', 'a&b=c'],
  ['colons', '02:00:00'],
])('a path parameter with %s is percent-decoded, once', async (_, text) => {
  const id = `${text}${given.name()}`;
  const registered = await device(id);
  for (const slash of ['', '/'])
    expect(await request('GET', `/ztp/check/${encodeURIComponent(id)}${slash}`)).toMatchObject({
      status: 200,
      body: registered,
    });
});

test.each(['%ZZ', '%', '%ED%A0%80', '%FF'])('an escape that means nothing (%s) is 400', async (segment) => {
  const answered = await request('GET', `/ztp/check/${segment}`);
  expect(answered).toMatchObject({ status: 400, body: { status: 400, title: 'Bad Request' } });
  expect(answered.headers.get('content-type')).toBe('application/problem+json');
});

test('an unknown path is 404, as a problem', async () => {
  const path = `/${given.name('nowhere')}`;
  const answered = await request('GET', path);
  expect(answered.headers.get('content-type')).toBe('application/problem+json');
  expect(answered).toMatchObject({
    status: 404,
    body: {
      type: 'urn:muster:problem:route.unknown',
      title: 'Not Found',
      status: 404,
      detail: `There is nothing at ${path}.`,
      code: 'route.unknown',
    },
  });
});

test.each(['/api/pools/a', '/api/pools/a/'])(
  'a known path with the wrong method is 405 with Allow: %s',
  async (path) => {
    const answered = await request('POST', path);
    const allowed = answered.headers.get('allow')?.split(', ') ?? [];
    expect(answered).toMatchObject({ status: 405, body: { status: 405, code: 'method.unknown' } });
    expect(allowed).toEqual(expect.arrayContaining(['GET', 'HEAD', 'OPTIONS', 'PUT']));
    expect(allowed).not.toContain('POST');
  },
);

test('HEAD is answered as GET without the body', async () => {
  const id = given.mac();
  await device(id);
  const [got, head] = [await request('GET', `/ztp/check/${id}`), await request('HEAD', `/ztp/check/${id}`)];
  expect(head).toMatchObject({ status: 200, body: '' });
  expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'));
  expect((await request('HEAD', `/ztp/check/${given.mac()}`)).status).toBe(404);
});

test('OPTIONS says which methods a path takes', async () => {
  const answered = await request('OPTIONS', '/ztp/check/a');
  expect(answered).toMatchObject({ status: 204, body: '' });
  expect(answered.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
});
