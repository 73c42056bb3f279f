import { expect, test } from '@jest/globals';
import { call } from '#support/call';
import { given } from '#support/given';
import { request } from '#support/request';

// HTTP APIs tell /x from /x/ and know no HEAD, which the local HTTP server does not show: so the function that AWS would
// call is called here, and invokes the others on the running stack.
process.env.LAMBDA_ENDPOINT = process.env.MUSTER_TEST_LAMBDA_URL;
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
const { handler } = await import('#functions/http/fallback');

test('the form of a path with the other slash is answered as if it had been called', async () => {
  const id = given.mac();
  const ip = given.ip();
  const registered = await call(handler, `PUT /ztp/register/${id}/`, { body: { ip } });
  expect(registered).toMatchObject({ status: 201, body: { ip, name: '', userdata: '' } });
  const checked = await call(handler, `GET /ztp/check/${id}/`);
  expect(checked).toMatchObject({ status: 200, body: { ip, name: '', userdata: '' } });
});

test('a problem of the function that was invoked is handed on', async () => {
  const answered = await call(handler, `PUT /ztp/register/${given.mac()}/`, { body: { ip: 'x', colour: 1 } });
  expect(answered).toMatchObject({ status: 400, body: { errors: [{ path: 'ip' }, { path: 'colour' }] } });
  expect(answered.headers['Content-Type']).toBe('application/problem+json');
});

test('HEAD gives the status and headers of GET', async () => {
  const id = given.mac();
  await call(handler, `PUT /ztp/register/${id}/`, { body: { ip: given.ip() } });
  const answered = await call(handler, `HEAD /ztp/check/${id}`);
  expect(answered).toMatchObject({ status: 200, body: '' });
});

test.each(['rack 1', 'a+b', 'Gerät', 'a&b=c'])('a path parameter is decoded no second time: %s', async (text) => {
  const id = `${text}${given.name()}`;
  const ip = given.ip();
  const registered = await call(handler, 'PUT /ztp/register/{id}/', { params: { id }, body: { ip } });
  expect(registered).toMatchObject({ status: 201, body: { ip } });
  expect(await request('GET', `/ztp/check/${encodeURIComponent(id)}`)).toMatchObject({ status: 200, body: { ip } });
});

test.each(['100%', 'a%41b', 'a?b#c'])('nor is one that nothing is created under: %s', async (id) => {
  const answered = await call(handler, 'GET /ztp/check/{id}/', { params: { id } });
  expect(answered).toMatchObject({ status: 404, body: { detail: expect.stringContaining(id) } });
});
