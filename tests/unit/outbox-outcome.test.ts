import { expect, test } from '@jest/globals';
import { errorOf, pauseMs, statusAfter } from '#lib/outbox/outcome';

test.each([200, 201, 204, 299])('an answer of %i is success', (httpStatus) => {
  expect(statusAfter({ httpStatus }, 4)).toBe('SUCCEEDED');
  expect(errorOf({ httpStatus }, 'It')).toBeNull();
});

test.each([429, 500, 502, 503, 599])('after %i it is tried again while tries are left', (httpStatus) => {
  expect(statusAfter({ httpStatus }, 4)).toBe('PENDING');
  expect(statusAfter({ httpStatus }, 0)).toBe('FAILED');
  expect(errorOf({ httpStatus }, 'It')).toBe(`It answered ${httpStatus}`);
});

test('no answer is tried again while tries are left', () => {
  expect(statusAfter({ failure: 'refused the connection' }, 1)).toBe('PENDING');
  expect(statusAfter({ failure: 'refused the connection' }, 0)).toBe('FAILED');
  expect(errorOf({ failure: 'refused the connection' }, 'It')).toBe('It refused the connection');
});

test.each([400, 401, 403, 404, 408, 410, 422])('%i is given up at once', (httpStatus) => {
  expect(statusAfter({ httpStatus }, 4)).toBe('FAILED');
});

test.each([301, 302, 307, 308])('a redirect (%i) is not followed, and given up at once', (httpStatus) => {
  expect(statusAfter({ httpStatus }, 4)).toBe('FAILED');
  expect(errorOf({ httpStatus }, 'It')).toBe(`It answered ${httpStatus}, and redirects are not followed`);
});

test('the pauses come one after another: 1, 2, 4 and 8 minutes', () => {
  const pauses = [60, 120, 240, 480];
  expect([4, 3, 2, 1].map((left) => pauseMs(pauses, left))).toEqual([60_000, 120_000, 240_000, 480_000]);
});

test('a call that has more tries left than there are pauses waits the first one', () => {
  expect(pauseMs([5, 7], 9)).toBe(5000);
});
