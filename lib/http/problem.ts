import type { AppError, ErrorKind } from '#lib/core/errors';
import type { HttpResponse } from './response.ts';

/** The one place where a kind of fault becomes an HTTP status, with its reason phrase (RFC 9110). */
const STATUS: Record<ErrorKind, readonly [number, string]> = {
  invalid: [400, 'Bad Request'],
  unauthenticated: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  'not-found': [404, 'Not Found'],
  'method-not-allowed': [405, 'Method Not Allowed'],
  conflict: [409, 'Conflict'],
  precondition: [412, 'Precondition Failed'],
  'too-large': [413, 'Content Too Large'],
  'media-type': [415, 'Unsupported Media Type'],
  unprocessable: [422, 'Unprocessable Content'],
  'too-many-requests': [429, 'Too Many Requests'],
  unavailable: [503, 'Service Unavailable'],
};

export const statusOf = ({ kind }: AppError): number => STATUS[kind][0];

/** The members of a problem (RFC 9457): `type`, `title`, `status`, `detail`, a stable `code`, and `errors` for bad input. */
export const problemOf = (fault: AppError): Record<string, unknown> => {
  const [status, title] = STATUS[fault.kind];
  return {
    type: `urn:muster:problem:${fault.code}`,
    title,
    status,
    detail: fault.message,
    code: fault.code,
    ...(fault.errors && { errors: fault.errors }),
    ...fault.extra,
  };
};

/** What an Idempotency-Key met says nothing of the thing that is called, and has the same words everywhere. */
const isOfKey = ({ code }: AppError): boolean => code.startsWith('idempotency.');

/** A fault as an answer: `application/problem+json`, or the endpoint's own words for that status. */
export const problemResponse = (
  fault: AppError,
  errorBodies: Readonly<Partial<Record<number, unknown>>> = {},
): HttpResponse => {
  const statusCode = statusOf(fault);
  const own = isOfKey(fault) ? undefined : errorBodies[statusCode];
  return {
    statusCode,
    headers: { 'Content-Type': own ? 'application/json' : 'application/problem+json', ...fault.headers },
    body: JSON.stringify(own ?? problemOf(fault)),
  };
};

/** What a defect of ours looks like from outside: no name, no trace; the request id leads to the log. */
export const defect = (requestId: string): HttpResponse => ({
  statusCode: 500,
  headers: { 'Content-Type': 'application/problem+json' },
  body: JSON.stringify({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    detail: `Something is wrong on our side. The log has it under request ${requestId}.`,
  }),
});
