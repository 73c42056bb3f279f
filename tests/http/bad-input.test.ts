import { request as httpRequest } from 'node:http';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { endpoints } from '#lib/api';
import { assertOpenapi } from '#support/assert-openapi';
import { type HostileRequest, requestsTo } from '#support/hostile-values';

const RUNS = Number(process.env.MUSTER_FUZZ_RUNS ?? 50);

interface Raw {
  status: number;
  type: string;
  text: string;
}

/** Over node:http, for fetch sends no body with a GET and tidies paths. */
const send = ({ method, path, body, headers }: HostileRequest): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const url = new URL(process.env.MUSTER_TEST_URL ?? '');
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = httpRequest(
      { hostname: url.hostname, port: url.port, method, path, headers: { ...headers, ...length } },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: String(response.headers['content-type'] ?? ''),
            text: Buffer.concat(pieces).toString(),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

test.each(endpoints.map((endpoint) => [endpoint.route, endpoint] as const))(
  '%s answers whatever it is sent, and refuses with a problem',
  async (_, endpoint) => {
    await fc.assert(
      fc.asyncProperty(requestsTo(endpoint), async (sent) => {
        const { status, type, text } = await send(sent);
        expect(status).toBeLessThan(500);
        expect(text).not.toMatch(/\n\s+at |node_modules|\.ts:\d/);
        const json = type.includes('json') && text !== '';
        const headers = new Headers({ 'content-type': type });
        assertOpenapi(sent.method, sent.path, { status, headers, body: json ? JSON.parse(text) : text });
        if (status < 400) return;
        const said = JSON.parse(text) as { status: unknown; title?: unknown; detail?: unknown };
        const own = endpoint.errorBodies?.[status];
        if (own && type.startsWith('application/json')) expect(said).toEqual(own);
        else
          expect({ type, said }).toMatchObject({
            type: expect.stringMatching(/^application\/problem\+json/),
            said: { status, title: expect.any(String), detail: expect.any(String) },
          });
      }),
      { numRuns: RUNS },
    );
  },
);
