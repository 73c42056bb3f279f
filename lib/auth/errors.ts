import { errorsOf } from '#lib/core/errors';

type Code = 'login.wrong' | 'login.too-many-tries' | 'csrf.mismatch' | 'user.unknown' | 'user.exists';
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
