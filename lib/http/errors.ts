import { type AppError, errorsOf } from '#lib/core/errors';

type Code =
  | 'answer.too-large'
  | 'body.encoded'
  | 'body.malformed'
  | 'body.missing'
  | 'body.not-csv'
  | 'body.not-json'
  | 'body.too-large'
  | 'call.timeout'
  | 'enroll.needed'
  | 'file.unknown'
  | 'method.unknown'
  | 'request.cross-site'
  | 'request.invalid'
  | 'route.unknown'
  | 'token.dead'
  | 'token.missing';
const { error, invalid, notFound, unavailable } = errorsOf<Code>();

export const routeUnknown = (path: string): AppError => notFound('route.unknown', `There is nothing at ${path}.`);

/** The path is known; the methods that it takes are named in `Allow`, too (RFC 9110, 15.5.6). */
export const methodUnknown = (path: string, Allow: string): AppError =>
  error('method-not-allowed', 'method.unknown', `${path} takes ${Allow}.`, { headers: { Allow } });

/** A page asks for a file that it does not have. */
export const fileUnknown = (name: string): AppError => notFound('file.unknown', `The page has no file ${name}.`);

export const bodyTooLarge = (bytes: number): AppError =>
  error('too-large', 'body.too-large', `The body has ${bytes} bytes. The maximum is 1 MiB.`);

/** `Accept-Encoding` says what would be read instead (RFC 9110, 15.5.16). */
export const bodyEncoded = (encoding: string): AppError =>
  error('media-type', 'body.encoded', `The body is encoded (${encoding}); send it as it is.`, {
    headers: { 'Accept-Encoding': 'identity' },
  });

export const bodyNotJson = (type: string): AppError =>
  error('media-type', 'body.not-json', `The body is ${type}; only application/json is read.`);

/** `Accept` says what is read. */
export const bodyNotCsv = (type: string, Accept: string): AppError =>
  error('media-type', 'body.not-csv', `The body is ${type}; only ${Accept} is read here.`, { headers: { Accept } });

export const bodyMalformed = (message: string): AppError => invalid('body.malformed', [{ path: '', message }]);

export const bodyMissing = (expected = 'a JSON object'): AppError =>
  invalid('body.missing', [{ path: '', message: `The body is missing; ${expected} is expected` }]);

export const bodyNotExpected = (): AppError =>
  invalid('request.invalid', [{ path: '', message: 'must be left out: this call has no body' }]);

export const answerTooLarge = (bytes: number): AppError =>
  error(
    'too-large',
    'answer.too-large',
    `The answer has ${(bytes / 1_000_000).toFixed(1)} MB. The maximum is 5.5 MB. Ask for fewer entries at once with \`limit\`, or for fewer fields.`,
  );

/** What a page of another origin is told. */
export const crossSite = (): AppError =>
  error('forbidden', 'request.cross-site', 'A page of another site may not make this call; see CORS_ORIGINS.');

const unauthenticated = (scheme: 'Token' | 'Enroll', code: Code, detail: string): AppError =>
  error('unauthenticated', code, detail, { headers: { 'WWW-Authenticate': scheme } });

export const tokenMissing = (): AppError =>
  unauthenticated(
    'Token',
    'token.missing',
    'This call needs Authorization: Token <token>; POST /token/login/ gives a token.',
  );

export const tokenDead = (): AppError =>
  unauthenticated('Token', 'token.dead', 'The token is not known, has expired, or was logged out.');

export const enrollSecretNeeded = (): AppError =>
  unauthenticated('Enroll', 'enroll.needed', 'This call needs Authorization: Enroll <secret>.');

export const callTimedOut = (): AppError =>
  unavailable(
    'call.timeout',
    'The call took too long, and may still complete: repeat it with its Idempotency-Key, or check the result.',
  );
