import { expect, test } from '@jest/globals';
import { encodingFor } from '#lib/http/static-file';

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['GZIP', 'gzip'],
  ['identity', undefined],
  ['', undefined],
  [undefined, undefined],
])('an Accept-Encoding of %j is served as %j', (accepted, encoding) => {
  expect(encodingFor(accepted)).toBe(encoding);
});
