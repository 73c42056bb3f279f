import { expect, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import { readSettings } from '#lib/core/settings';
import { askedOf } from '#lib/http/authentication';

const modes = {
  'AUTH=open': { AUTH: 'open' },
  'AUTH=open with an enroll secret': { AUTH: 'open', ZTP_ENROLL_SECRET: 's3cret' },
  'AUTH=token': { AUTH: 'token' },
  'AUTH=token with an enroll secret': { AUTH: 'token', ZTP_ENROLL_SECRET: 's3cret' },
} as const;

/** What nobody is asked for a token at, in any mode; a machine that boots shows the secret in its path. */
const DOORS = [/^\/token\/login\/$/, /^\/apidocs\/($|\{)/, /^\/openapi\.json$/, /^\/ui(\/|$)/, /^\/boot\/\{secret\}\//];
const isDoor = (path: string): boolean => DOORS.some((door) => door.test(path));

const isEnrolling = (path: string): boolean => path === '/ztp/register/{id}';
/** Where a machine reads what became of it. */
const isDevices = (route: string): boolean => route === 'GET /fleet/devices/{id}';
const needsUser = (path: string): boolean =>
  /^\/(clusters|tokens)(\/|$)/.test(path) || ['/quota', '/token/logout/'].includes(path);

const expected = (path: string, mode: keyof typeof modes): string => {
  if (isDoor(path)) return 'nothing';
  if (needsUser(path)) return 'token';
  if (isEnrolling(path)) return mode.endsWith('secret') ? 'enroll' : 'nothing';
  return mode.startsWith('AUTH=token') ? 'token' : 'nothing';
};

test.each(Object.keys(modes) as (keyof typeof modes)[])('what each endpoint asks with %s', (mode) => {
  const config = readSettings(modes[mode]);
  const asked = endpoints.map(({ route, access }) => `${route}: ${askedOf(access, config)}`);
  expect(asked).toEqual(endpoints.map(({ route, path }) => `${route}: ${expected(path, mode)}`));
});

test('only the named doors are open, only registering enrolls, and a machine may read only itself', () => {
  for (const { path, access, route } of endpoints)
    expect(`${route} ${access}`).toBe(
      `${route} ${isDoor(path) ? 'open' : isEnrolling(path) ? 'enroll' : needsUser(path) ? 'user' : isDevices(route) ? 'device' : 'token'}`,
    );
});

test('every stage but the local one asks for a token unless it is told otherwise', () => {
  const asked = (env: Record<string, string>) => askedOf('token', readSettings(env));
  expect([
    asked({}),
    asked({ STAGE: 'local' }),
    asked({ STAGE: 'dev' }),
    asked({ STAGE: 'dev', AUTH: 'open' }),
  ]).toEqual(['nothing', 'nothing', 'token', 'nothing']);
});
