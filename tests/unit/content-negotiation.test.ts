import { expect, test } from '@jest/globals';
import { prefersHtml } from '#lib/http/content-negotiation';

test.each([
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'text/html',
  'TEXT/HTML ; Q=0.5',
  'text/*, application/json;q=0.9',
  'application/json;q=0.1, text/html;q=0.2',
])('a browser prefers HTML: %s', (accept) => {
  expect(prefersHtml(accept)).toBe(true);
});

test.each([
  undefined,
  '',
  '*/*',
  'application/json',
  'application/json, text/html',
  'application/json, text/html;q=0.9',
  'text/html;q=0',
  'text/html;q=0, */*',
  'text/html;q=nonsense',
  'image/png',
])('everybody else gets JSON: %s', (accept) => {
  expect(prefersHtml(accept)).toBe(false);
});
