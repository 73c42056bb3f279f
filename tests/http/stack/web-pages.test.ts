import { request as ask } from 'node:http';
import { expect, test } from '@jest/globals';
import { localEndpoint } from '#lib/core/aws/local-endpoint';
import { given } from '#support/given';

const api = new URL(process.env.MUSTER_TEST_URL ?? '');
const lambda = new URL(process.env.MUSTER_TEST_LAMBDA_URL ?? '');
const INVOKE = '/2015-03-31/functions/muster-local-retryExecs/invocations';
const EVIL = 'https://evil.example';

interface Answered {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

/** With any `Host`, which `fetch` does not let anybody set. */
const send = (at: URL, method: string, path: string, headers: Record<string, string>, body = ''): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const sent = ask({ host: at.hostname, port: at.port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });

const refused = (code: string) => ({
  status: 403,
  headers: expect.objectContaining({ 'content-type': expect.stringContaining('application/problem+json') }),
  body: expect.stringContaining(code),
});

const noCors = ({ headers }: Answered): void =>
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);

test.each([
  [{ origin: EVIL }, 'request.cross-site'],
  [{ origin: 'null' }, 'request.cross-site'],
  [{ 'sec-fetch-site': 'same-origin' }, 'request.cross-site'],
  [{ 'sec-fetch-dest': 'image' }, 'request.cross-site'],
  [{ host: 'evil.example' }, 'request.unknown-host'],
])('the Lambda port refuses %j', async (headers, code) => {
  for (const method of ['POST', 'OPTIONS']) {
    const answered = await send(lambda, method, INVOKE, { 'content-type': 'text/plain', ...headers });
    expect(answered).toMatchObject(refused(code));
    noCors(answered);
  }
});

test('the Lambda port answers programs of this machine', async () => {
  expect((await send(lambda, 'POST', INVOKE, {}, '{}')).status).toBe(200);
});

test.each(['evil.example', 'localhost.evil.example:3000'])('the API is not there under the name %s', async (host) => {
  for (const method of ['GET', 'PUT', 'OPTIONS'])
    expect(await send(api, method, '/ztp/mng/list/', { host })).toMatchObject(refused('request.unknown-host'));
});

test('a page of another origin changes nothing, even without Fetch Metadata', async () => {
  const id = given.mac();
  const body = JSON.stringify({ ip: given.ip() });
  for (const origin of [EVIL, 'null', `http://localhost:${Number(api.port) + 1}`]) {
    const answered = await send(api, 'PUT', `/ztp/register/${id}`, { origin }, body);
    expect(answered).toMatchObject(refused('request.cross-site'));
    noCors(answered);
  }
  expect((await send(api, 'GET', `/ztp/check/${id}`, {})).status).toBe(404);
  expect((await send(api, 'PUT', `/ztp/register/${id}`, { origin: api.origin, host: api.host }, body)).status).toBe(
    201,
  );
});

/** What a page that has found the port would have to know, as well. */
test('the engine is not at an address that a page could find, or asks for an access key', async () => {
  const { endpoint, credentials } = localEndpoint(process.env.MUSTER_TEST_STACK_ENGINE ?? '');
  const { hostname, port } = new URL(endpoint);
  if (process.env.DYNAMODB_ENGINE !== 'dynamodb-local') {
    expect(hostname).toMatch(/^127\.\d+\.\d+\.\d+$/);
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
    return;
  }
  expect(credentials.accessKeyId).toMatch(/^MUSTER[0-9A-F]{32}$/);
  const tablesOf = async (key: string): Promise<unknown> => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;
    const headers = {
      authorization,
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      'content-type': 'application/x-amz-json-1.0',
    };
    const answered = await send(new URL(endpoint), 'POST', '/', { ...headers, origin: EVIL }, '{}');
    expect(answered.headers['access-control-allow-origin']).toBeUndefined();
    return JSON.parse(answered.body);
  };
  expect(await tablesOf('local')).toEqual({ TableNames: [] });
  expect(await tablesOf(credentials.accessKeyId)).toEqual({ TableNames: ['muster-local'] });
});
