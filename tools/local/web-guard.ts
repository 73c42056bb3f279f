import { AppError } from '#lib/core/errors';
import { crossSite } from '#lib/http/errors';
import { problemOf, statusOf } from '#lib/http/problem';
import { isForeign } from '#lib/http/same-origin';
import type { Extension, HapiToolkit } from './hapi.ts';

const LOOPBACK = /^(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The name of a `Host` header, without its port. */
const nameOf = (host: string): string => host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');

/**
 * Whether a request was sent to this machine under a name of its own. A page whose name was made to lead here (DNS
 * rebinding) is of one origin with the stack as far as the browser knows; only the name in `Host` tells.
 */
export const isKnownHost = (host: string | undefined, allowed: readonly string[] = []): boolean =>
  host !== undefined && (LOOPBACK.test(nameOf(host)) || allowed.includes(nameOf(host)));

const refuse = (h: HapiToolkit, fault: AppError): unknown =>
  h
    .response(JSON.stringify(problemOf(fault)))
    .code(statusOf(fault))
    .type('application/problem+json')
    .takeover();

const unknownHost = (setting: string): AppError =>
  new AppError(
    'forbidden',
    'request.unknown-host',
    `This is a local stack, and the Host header is not one of it.${setting}`,
  );

export interface WebGuard {
  /** Further names under which the stack is called: `ALLOWED_HOSTS`. */
  hosts: readonly string[];
  /** Pages that may call it: `CORS_ORIGINS`. */
  origins: readonly string[];
}

/** Keeps pages of other origins, and pages under names that were made to lead here, away from the API. */
export const guardApi =
  ({ hosts, origins }: WebGuard): Extension =>
  ({ headers }, h) => {
    if (!isKnownHost(headers.host, hosts)) return refuse(h, unknownHost(' ALLOWED_HOSTS may name it.'));
    // Without an Origin nothing but a navigation or a picture is asked for; what such a call may change is the functions' business.
    return headers.origin !== undefined && isForeign({ headers }, origins) ? refuse(h, crossSite()) : h.continue;
  };

/** Each request of a page has the latter three, or an origin. Node's own `fetch` sends `Sec-Fetch-Mode`, and nothing else of it. */
const BROWSERS_SEND = ['origin', 'sec-fetch-site', 'sec-fetch-dest', 'sec-fetch-user'];

/** No page has anything to do at the Lambda endpoint: it runs whatever it is told, and asks nobody who they are. */
export const guardLambda: Extension = ({ headers }, h) => {
  if (!isKnownHost(headers.host)) return refuse(h, unknownHost(''));
  return BROWSERS_SEND.some((name) => headers[name] !== undefined)
    ? refuse(h, new AppError('forbidden', 'request.cross-site', 'A page may not invoke functions.'))
    : h.continue;
};
