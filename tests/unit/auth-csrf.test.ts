import { expect, test } from '@jest/globals';
import { assertCsrf, csrfCookie } from '#lib/auth/csrf';

const always = { mode: 'always' } as const;
const browser = { mode: 'browser' } as const;
const refused = expect.objectContaining({ kind: 'forbidden', code: 'csrf.mismatch' });

const attempt = (sent: Parameters<typeof assertCsrf>[0], options: Parameters<typeof assertCsrf>[1]) => {
  try {
    assertCsrf(sent, options);
    return 'fine';
  } catch (error) {
    return error;
  }
};

test('the cookie can be read by the page, goes to the whole site and to no other one', () => {
  expect(csrfCookie({ headers: {} }, { secure: false })).toMatch(
    /^csrftoken=[0-9a-f]{40}; Path=\/; Max-Age=31536000; SameSite=Lax$/,
  );
  expect(csrfCookie({ headers: {} }, { secure: true })).toMatch(/; SameSite=Lax; Secure$/);
});

test('a caller keeps the cookie that it has, unless it is none of ours', () => {
  const had = 'a'.repeat(40);
  expect(csrfCookie({ headers: { cookie: `x=1; csrftoken=${had}` } })).toContain(`csrftoken=${had};`);
  expect(csrfCookie({ cookies: ['csrftoken=a b'], headers: {} })).toMatch(/^csrftoken=[0-9a-f]{40};/);
});

test('the header that equals the cookie is let through, wherever the gateway puts cookies', () => {
  expect(attempt({ cookies: ['x=1', 'csrftoken=abc'], headers: { 'x-csrf-token': 'abc' } }, always)).toBe('fine');
  expect(attempt({ headers: { cookie: 'x=1; csrftoken=abc', 'x-csrf-token': 'abc' } }, always)).toBe('fine');
});

test.each([
  ['nothing', {}],
  ['the cookie alone', { cookie: 'csrftoken=abc' }],
  ['the header alone', { 'x-csrf-token': 'abc' }],
  ['a header that differs', { cookie: 'csrftoken=abc', 'x-csrf-token': 'abd' }],
  ['empty ones', { cookie: 'csrftoken=', 'x-csrf-token': '' }],
  ['a cookie of a longer name', { cookie: 'xcsrftoken=abc', 'x-csrf-token': 'abc' }],
])('%s is refused', (_, headers) => {
  expect(attempt({ headers }, always)).toEqual(refused);
});

test('with CSRF=browser, only callers that send a cookie or an origin are asked', () => {
  expect(attempt({ headers: {} }, browser)).toBe('fine');
  expect(attempt({ headers: { origin: 'https://a.example' } }, browser)).toEqual(refused);
  expect(attempt({ headers: { cookie: 'x=1' } }, browser)).toEqual(refused);
  expect(attempt({ cookies: ['x=1'], headers: {} }, browser)).toEqual(refused);
  expect(attempt({ headers: { cookie: 'csrftoken=abc', 'x-csrf-token': 'abc' } }, browser)).toBe('fine');
});
