import { STATUS_CODES } from 'node:http';
import type { Fault, Kind } from '#lib/core/errors';
import type { Reply } from './answer.ts';

/** The one place where a kind of fault becomes an HTTP status. */
const STATUS: Record<Kind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  method: 405,
  conflict: 409,
  precondition: 412,
  'too-large': 413,
  'media-type': 415,
  unprocessable: 422,
  'too-many': 429,
  unavailable: 503,
};

export const statusOf = ({ kind }: Fault): number => STATUS[kind];

/** The members of a problem (RFC 9457): `type`, `title`, `status`, `detail`, a stable `code`, and `errors` for bad input. */
export const problemOf = (fault: Fault): Record<string, unknown> => {
  const status = statusOf(fault);
  return {
    type: `urn:muster:problem:${fault.code}`,
    title: STATUS_CODES[status],
    status,
    detail: fault.message,
    code: fault.code,
    ...(fault.errors && { errors: fault.errors }),
    ...fault.extra,
  };
};

/** A fault as an answer: `application/problem+json`, or the endpoint's own words for that status. */
export const problemReply = (fault: Fault, words: Readonly<Partial<Record<number, unknown>>> = {}): Reply => {
  const statusCode = statusOf(fault);
  const own = words[statusCode];
  return {
    statusCode,
    headers: { 'Content-Type': own ? 'application/json' : 'application/problem+json', ...fault.headers },
    body: JSON.stringify(own ?? problemOf(fault)),
  };
};

/** What a defect of ours looks like from outside: no name, no trace; the request id leads to the log. */
export const defect = (requestId: string): Reply => ({
  statusCode: 500,
  headers: { 'Content-Type': 'application/problem+json' },
  body: JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[500],
    status: 500,
    detail: `Something is wrong on our side. The log has it under request ${requestId}.`,
  }),
});
