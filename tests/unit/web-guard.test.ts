import { expect, test } from '@jest/globals';
import { isForeign } from '#lib/http/same-origin';
import { isKnownHost } from '#tools/local/web-guard';

test.each([
  'localhost',
  'localhost:3000',
  'LOCALHOST:3000',
  'a.localhost:1',
  '127.0.0.1',
  '127.9.8.7:3000',
  '[::1]:3000',
])('%s is this machine', (host) => expect(isKnownHost(host)).toBe(true));

test.each([
  undefined,
  '',
  'evil.example:3000',
  'localhost.evil.example',
  'evil.example.localhost.evil.example',
  '127.0.0.1.evil.example',
  '192.168.1.7:3000',
  '[::2]',
])('%s is not', (host) => expect(isKnownHost(host)).toBe(false));

test('a name that the setting has is known, with any port', () => {
  expect(isKnownHost('Muster.lan:3000', ['muster.lan'])).toBe(true);
  expect(isKnownHost('other.lan:3000', ['muster.lan'])).toBe(false);
});

const host = 'localhost:3000';
const foreign = (headers: Record<string, string>, allowed: string[] = []) =>
  isForeign({ headers: { host, ...headers } }, allowed);

test('who sends neither Origin nor Fetch Metadata is no page', () => {
  expect(foreign({})).toBe(false);
});

test('a browser says whose page it was', () => {
  expect(foreign({ 'sec-fetch-site': 'same-origin', origin: 'https://muster.example' })).toBe(false);
  expect(foreign({ 'sec-fetch-site': 'none' })).toBe(false);
  expect(foreign({ 'sec-fetch-site': 'cross-site' })).toBe(true);
  expect(foreign({ 'sec-fetch-site': 'same-site', origin: 'http://localhost:8080' })).toBe(true);
});

test('an older browser sends its origin alone', () => {
  expect(foreign({ origin: 'http://localhost:3000' })).toBe(false);
  for (const origin of ['http://localhost:8080', 'https://evil.example', 'null', 'nonsense'])
    expect(foreign({ origin })).toBe(true);
});

test('an origin that is allowed is not foreign, whatever it sends', () => {
  const allowed = ['https://ops.example'];
  expect(foreign({ origin: 'https://ops.example', 'sec-fetch-site': 'cross-site' }, allowed)).toBe(false);
  expect(foreign({ origin: 'https://other.example' }, allowed)).toBe(true);
});
