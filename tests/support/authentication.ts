import { randomBytes } from 'node:crypto';
import { logout } from '#lib/auth/service';
import type { Endpoint } from '#lib/http/endpoint';
import { call } from './call.ts';
import { declaredFunctions } from './functions-yml.ts';
import { givenLogin, givenToken, givenUser } from './users.ts';

type Handler = Parameters<typeof call>[0];

/** The handler of an endpoint, found as the deployment finds it. */
export const handlerOf = async ({ name }: Endpoint): Promise<Handler> => {
  const file = declaredFunctions()[name]?.handler.replace(/\.handler$/, '.ts');
  const { handler } = (await import(new URL(`../../${file}`, import.meta.url).href)) as { handler: Handler };
  return handler;
};

/** Every way to show no token that is alive. */
export const badHeaders = async (): Promise<[string, Record<string, string>][]> => {
  const dead = (await givenLogin()).token;
  await logout(dead);
  const expired = await givenToken(await givenUser(), { at: new Date('2026-01-01T00:00:00Z') });
  return [
    ['no token', {}],
    ['an unknown token', { authorization: `Token ${randomBytes(20).toString('hex')}` }],
    ['a token that was logged out', { authorization: `Token ${dead}` }],
    ['a token that has expired', { authorization: `Bearer ${expired}` }],
    ['a malformed token', { authorization: 'Token 123' }],
    ['a token without its scheme', { authorization: dead }],
    ['another scheme', { authorization: 'Basic YWxpY2U6aHVudGVyMg==' }],
    ['an empty header', { authorization: '' }],
    ['a dead token under the other header name', { authentication: `Token ${dead}` }],
    ['an enroll secret', { authorization: 'Enroll s3cret' }],
  ];
};

/** Calls an endpoint with these headers and nothing else that it may want. */
export const callWith = async (endpoint: Endpoint, headers: Record<string, string>) => {
  const params = Object.fromEntries([...endpoint.path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => [name, 'nobodys']));
  return call(await handlerOf(endpoint), endpoint.route, { params, headers });
};
