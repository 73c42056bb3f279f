import * as z from 'zod';
import { endpoint } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { AuthToken, Login, NamedToken, NewToken, TokenName } from './model.ts';

const area = 'auth';

export const startLogin = endpoint('GET /token/login/', {
  name: 'startLogin',
  area,
  summary: 'Get the csrftoken cookie that a login needs',
  answers: { 204: null },
  answerHeaders: ['Set-Cookie'],
  access: 'open',
});

export const login = endpoint('POST /token/login/', {
  name: 'login',
  area,
  summary: 'Log in: a name and a password for a token',
  description:
    'The X-CSRF-Token header must equal the csrftoken cookie. The token lives 30 days. After 10 wrong tries for a name in 15 minutes no password is right until they are over.',
  body: Login,
  headers: {
    'X-CSRF-Token': { description: 'The value of the csrftoken cookie. The page of this document sends it by itself.' },
  },
  answers: { 200: AuthToken },
  problems: [400, 401, 403, 429],
  access: 'open',
});

export const logout = endpoint('POST /token/logout/', {
  name: 'logout',
  area,
  summary: 'Log out: the token is invalid at once',
  answers: { 204: null },
  access: 'user',
});

export const createToken = endpoint('POST /tokens', {
  name: 'createToken',
  area,
  summary: 'Create a token with a name, a scope and, if you like, an expiry',
  description:
    'The answer has the token, this once. `read` may only GET, `metrics` only `/metrics`. A token without `expires_at` lives until it is deleted or its user is disabled.',
  body: NewToken,
  answers: {
    201: NamedToken.extend({
      token: AuthToken.shape.auth_token.meta({ example: '123abc321bca4b122407a1f0363d969e19160a2f' }),
    }).meta({ id: 'CreatedToken' }),
  },
  problems: [400, 409],
  access: 'user',
  answersSecret: true,
  answerHeaders: ['Location'],
});

export const listTokens = endpoint('GET /tokens', {
  name: 'listTokens',
  area,
  summary: 'Your own tokens by their names, and when each was used last',
  query: PageQuery,
  answers: { 200: listOf('items', NamedToken).meta({ id: 'NamedTokens' }) },
  problems: [400],
  access: 'user',
});

export const deleteToken = endpoint('DELETE /tokens/{name}', {
  name: 'deleteToken',
  area,
  summary: 'Revoke one of your tokens: it is invalid at once',
  params: z.object({ name: TokenName }),
  answers: { 204: null },
  problems: [400, 404],
  access: 'user',
});
