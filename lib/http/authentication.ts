import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { User } from '#lib/auth/model';
import { assertScope } from '#lib/auth/scope';
import * as auth from '#lib/auth/service';
import type { AppError } from '#lib/core/errors';
import { isSecretOf } from '#lib/core/secrets';
import { asksForToken, settings } from '#lib/core/settings';
import { enrollSecretIn, tokenIn } from './credentials.ts';
import type { Access, Endpoint } from './endpoint.ts';
import { enrollSecretNeeded, tokenDead, tokenMissing } from './errors.ts';

export type { User } from '#lib/auth/model';

/** What a caller has to show. `nothing` still takes a token that is good, and tells whose it is. */
export type Asked = 'nothing' | 'token' | 'enroll';

/** What an endpoint asks of its callers in the mode that is set; `open` ones never look at a token. */
export const askedOf = (access: Access, config = settings()): Asked => {
  if (access === 'user') return 'token';
  if (access === 'enroll') return config.ZTP_ENROLL_SECRET === undefined ? 'nothing' : 'enroll';
  return access !== 'open' && asksForToken(config) ? 'token' : 'nothing';
};

export interface Caller {
  user: User | undefined;
  /** Settles when the use of the token is noted. Never fails. */
  noted: Promise<void>;
}

const NOBODY: Caller = { user: undefined, noted: Promise.resolve() };

/** What is said to a caller who does not show what is asked; `sent` is the token that was not good. */
export const refusal = (asked: Asked, sent: string | undefined): AppError => {
  if (asked === 'enroll') return enrollSecretNeeded();
  return sent === undefined ? tokenMissing() : tokenDead();
};

/** How the value of a setting that may be a secret is had: `resolveSecret`, where the function may read secrets. */
export type ResolveSecret = (setting: string) => Promise<string>;

/** Most functions never need a secret, and do not bring along what reads one. */
const noSecrets: ResolveSecret = async () => {
  throw new Error('This function was not given the means to read a secret');
};

const enrolls = async (
  { headers }: APIGatewayProxyEventV2,
  resolveSecret: ResolveSecret,
  { ZTP_ENROLL_SECRET } = settings(),
): Promise<boolean> => {
  const shown = enrollSecretIn(headers);
  if (ZTP_ENROLL_SECRET === undefined || shown === undefined) return false;
  return isSecretOf(await resolveSecret(ZTP_ENROLL_SECRET), shown);
};

/**
 * Who sent this request, as far as the endpoint cares. Where nothing is asked, an invalid token is ignored.
 * @throws AppError (401) when the endpoint wants to know and the caller does not show it, and (403) for a token whose
 * scope, or whose user's role, does not open the endpoint.
 */
export const authenticate = async (
  endpoint: Pick<Endpoint, 'access' | 'method' | 'path' | 'hasSideEffects'>,
  event: APIGatewayProxyEventV2,
  resolveSecret: ResolveSecret = noSecrets,
): Promise<Caller> => {
  const { access } = endpoint;
  if (access === 'open') return NOBODY;
  const asked = askedOf(access);
  const takesSecret = asked === 'enroll' || (asked === 'token' && access === 'device');
  if (takesSecret && (await enrolls(event, resolveSecret))) return NOBODY;
  const token = tokenIn(event.headers);
  const shown = token === undefined ? undefined : await auth.identify(token);
  if (shown) {
    assertScope(endpoint, shown);
    return shown;
  }
  if (asked === 'nothing') return NOBODY;
  throw refusal(asked, token);
};
