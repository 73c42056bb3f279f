import { randomBytes } from 'node:crypto';
import { isSameSecret } from '#lib/core/secrets';
import { isLocal, settings } from '#lib/core/settings';
import { cookieOf, sendsCookies } from '#lib/http/cookies';
import { csrfMismatch } from './errors.ts';

type CookieRequest = Parameters<typeof cookieOf>[0];

const COOKIE = 'csrftoken';
const ONE_YEAR_SECONDS = 31_536_000;

/**
 * The cookie that a login is to be accompanied by. A page must be able to read it, so it is not HttpOnly. A caller that
 * has one keeps it: another tab may be about to send it.
 */
export const csrfCookie = (sent: CookieRequest, { secure = !isLocal() } = {}): string => {
  const had = cookieOf(sent, COOKIE);
  const value = had && /^[0-9a-f]{40}$/.test(had) ? had : randomBytes(20).toString('hex');
  return `${COOKIE}=${value}; Path=/; Max-Age=${ONE_YEAR_SECONDS}; SameSite=Lax${secure ? '; Secure' : ''}`;
};

/**
 * Shows that the caller can read its own cookies, which a page of another site cannot (double submit).
 * @throws AppError 403 when the header is not the cookie; with `CSRF=browser` only callers that may be browsers are asked.
 */
export const assertCsrf = (sent: CookieRequest, { mode = settings().CSRF } = {}): void => {
  if (mode === 'browser' && !sendsCookies(sent) && sent.headers.origin === undefined) return;
  const cookie = cookieOf(sent, COOKIE);
  const header = sent.headers['x-csrf-token'];
  if (cookie && header && isSameSecret(cookie, header)) return;
  throw csrfMismatch(COOKIE);
};
