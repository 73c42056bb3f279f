import { endpoint } from '#lib/http/endpoint';
import { AuthToken, Login } from './model.ts';

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
  summary: 'Log out: the token is dead at once',
  answers: { 204: null },
  access: 'user',
});
