import type { Api } from '#lib/api';
import { client } from '#lib/http/client';
import { learnTime } from './clock.ts';
import { takeEarly } from './early.ts';
import { dropSession, left, loginAsked, session } from './session.ts';

const PATIENCE_MS = 20_000;

/** Nobody waits for ever; and whatever answers 401 leads to the login. */
const watched: typeof fetch = async (input, init) => {
  const early = init?.method === 'GET' ? takeEarly(input, session.value?.token) : undefined;
  const response = await (early ?? fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(PATIENCE_MS) }));
  // What came early may have waited for this script.
  if (!early) learnTime(response.headers);
  if (response.status === 401 && !String(input).includes('/token/login')) {
    loginAsked.value = session.value ? 'ended' : left.value ? 'left' : 'needed';
    dropSession();
  }
  return response;
};

/** Every call of the API by its route, typed by the endpoints' own definitions: `api('GET /servers')`. */
export const api = client<Api>({ token: () => session.value?.token, fetch: watched });

const csrfToken = (): string => /(?:^|;\s*)csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? '';

/** @throws ApiError 401 for a wrong name or password, 429 after too many of them. */
export const logIn = async (username: string, password: string): Promise<string> => {
  await api('GET /token/login/');
  const { auth_token } = await api('POST /token/login/', {
    body: { username, password },
    headers: { 'X-CSRF-Token': csrfToken() },
  });
  return auth_token;
};

/** The token is dead afterwards; where the API cannot be told, it is at least forgotten here. */
export const logOut = async (): Promise<void> => {
  await api('POST /token/logout/').catch(() => undefined);
  left.value = true;
  dropSession();
  loginAsked.value = undefined;
};
