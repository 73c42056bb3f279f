import { createHash, createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { signer } from '#lib/core/aws/signature-v4';

type Bytes = string | Uint8Array;

class Sha256 {
  readonly #hash: ReturnType<typeof createHmac> | ReturnType<typeof createHash>;
  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: Bytes): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

const text = fc.stringMatching(/^[A-Za-z0-9/+=]{1,40}$/);
const known = fc.record({
  accessKeyId: text,
  secretAccessKey: text,
  sessionToken: fc.option(text, { nil: undefined }),
  region: fc.constantFrom('eu-central-1', 'us-east-1', 'cn-north-1'),
  body: fc.string({ unit: 'binary' }).map((value) => JSON.stringify({ value })),
  at: fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
  service: fc.constantFrom('dynamodb', 'lambda', 'ssm'),
  path: fc.constantFrom('/', '/2015-03-31/functions/muster-dev-callManager/invocations'),
  more: fc.constantFrom<Record<string, string>>(
    { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    { 'x-amz-invocation-type': 'Event' },
    {},
  ),
});

test("every request is signed as by AWS's own signer", async () => {
  await fc.assert(
    fc.asyncProperty(known, async ({ region, service, path, more, body, at, sessionToken, ...keys }) => {
      const credentials = { ...keys, ...(sessionToken && { sessionToken }) };
      const host = `${service}.${region}.amazonaws.com`;
      const headers = { 'content-type': 'application/x-amz-json-1.0', ...more };
      const aws = new SignatureV4({
        credentials,
        region,
        service,
        sha256: Sha256 as never,
        applyChecksum: false,
      });
      const plain = { method: 'POST', protocol: 'https:', hostname: host, path, headers: { ...headers, host }, body };
      const signed = await aws.sign(plain, { signingDate: at });
      expect(signer(credentials, region, service)({ host, path, headers, body }, at)).toEqual(signed.headers);
    }),
  );
});

test('the key of a day is that of this day alone', () => {
  const sign = signer({ accessKeyId: 'a', secretAccessKey: 'b' }, 'eu-central-1', 'dynamodb');
  const request = { host: 'host', path: '/', headers: {}, body: '{}' };
  const on = (day: string) => sign(request, new Date(`${day}T12:00:00Z`)).authorization;
  const [first, second] = [on('2026-11-20'), on('2026-11-21')];
  expect(first).not.toBe(second);
  expect(on('2026-11-20')).toBe(first);
});
