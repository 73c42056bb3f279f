import { errorsOf } from '#lib/core/errors';

type Code =
  | 'login.wrong'
  | 'login.too-many-tries'
  | 'csrf.mismatch'
  | 'user.unknown'
  | 'user.exists'
  | 'user.disabled'
  | 'user.viewer'
  | 'token.exists'
  | 'token.unknown'
  | 'token.scope';
const { error, notFound, conflict } = errorsOf<Code>();

/** One answer for every way to be wrong, so that it does not tell which names there are. */
export const wrongLogin = () =>
  error('unauthenticated', 'login.wrong', 'The name or the password is wrong.', {
    headers: { 'WWW-Authenticate': 'Token' },
  });

export const tooManyTries = (seconds: number) =>
  error(
    'too-many-requests',
    'login.too-many-tries',
    `Too many wrong tries to log in; try again in ${seconds} seconds.`,
    { headers: { 'Retry-After': String(seconds) } },
  );

export const csrfMismatch = (cookie: string) =>
  error(
    'forbidden',
    'csrf.mismatch',
    `A login needs the ${cookie} cookie and the same value in an X-CSRF-Token header; GET /token/login/ sets the cookie.`,
  );

export const userUnknown = (name: string) => notFound('user.unknown', `There is no user ${name}.`);

export const userExists = (name: string) => conflict('user.exists', `User ${name} already exists.`);

export const userDisabled = (name: string) => conflict('user.disabled', `User ${name} is disabled.`);

export const tokenExists = (label: string) => conflict('token.exists', `Token ${label} already exists.`);

export const tokenUnknown = (name: string) => notFound('token.unknown', `You have no token ${name}.`);

/** `limit` says what the token's scope opens, or does not. */
export const outsideScope = (limit: string) =>
  error('forbidden', 'token.scope', `The scope of this token is ${limit}.`);

export const viewerOnly = () =>
  error('forbidden', 'user.viewer', 'The role of this user is viewer: it may look at everything and change nothing.');
