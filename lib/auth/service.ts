import * as clock from '#lib/core/clock';
import { log } from '#lib/core/log';
import { count } from '#lib/core/metrics';
import { isLocal } from '#lib/core/settings';
import { wrongLogin } from './errors.ts';
import type { AuthToken, Role, Scope, SessionRecord, User, UserRecord } from './model.ts';
import { isPassword } from './password.ts';
import * as tokens from './repository/tokens.ts';
import * as repository from './repository/users.ts';
import { throttled } from './service/login-throttle.ts';
import { hashToken, isAlive, isToken, newToken, TOKEN_DAYS } from './token.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const refused = () => {
  count('LoginsRefused');
  return wrongLogin();
};

/** A sample user's password is public: where the stage is not one laptop's, it opens nothing. */
const mayLogIn = ({ disabledAt, sample, name }: UserRecord, password: string): boolean => {
  if (disabledAt !== undefined) return false;
  if (isLocal() || (!sample && password !== 'hunter2')) return true;
  log.warn('A sample user tried to log in; disable it, or give it a password of its own', { name });
  return false;
};

const accountFor = async (name: string, password: string): Promise<UserRecord | undefined> => {
  const account = await repository.find(name);
  const right = await isPassword(password, account?.password);
  return right && account && mayLogIn(account, password) ? account : undefined;
};

const sessionOf = ({ id, name, role }: UserRecord, token: string, now: Date): SessionRecord => ({
  hash: hashToken(token),
  user: id,
  name,
  createdAt: clock.iso(now),
  lastUsedAt: clock.iso(now),
  expiresAtSeconds: clock.seconds(clock.later(now, TOKEN_DAYS * DAY_MS)),
  ...(role === 'viewer' && { role }),
});

/**
 * A token for a name and its password, tried from a network address. It lives 30 days.
 * @throws AppError 401 when they are wrong, 429 after too many wrong tries.
 */
export const login = async (
  name: string,
  password: string,
  address: string,
  { now = clock.now } = {},
): Promise<AuthToken> => {
  const account = await throttled(name, address, () => accountFor(name, password), { now });
  if (!account) throw refused();
  const token = newToken();
  const outcome = await tokens.create(account, sessionOf(account, token, now()));
  if (outcome === 'user-changed') throw refused();
  return { auth_token: token };
};

const liveSession = async (token: string, now: Date): Promise<SessionRecord | undefined> => {
  if (!isToken(token)) return undefined;
  const session = await tokens.find(hashToken(token));
  return session && isAlive(session, now) ? session : undefined;
};

/** Keeps the time of a token's use, at most once a minute. That it could not be kept is no reason to refuse a call. */
const noteUse = async ({ hash, lastUsedAt }: SessionRecord, now: Date): Promise<void> => {
  const minuteAgo = clock.iso(clock.later(now, -MINUTE_MS));
  if (lastUsedAt > minuteAgo) return;
  try {
    await tokens.noteUse(hash, clock.iso(now), minuteAgo);
  } catch (error) {
    log.warn('The use of a token could not be noted', { error });
  }
};

/** Who shows a token, and a promise that settles when its use is noted: wait for it, but not before the work. */
export interface Shown {
  user: User;
  /** What the token opens, and what the role of its user lets it. */
  scope: Scope;
  role: Role;
  noted: Promise<void>;
}

/** Whose token this is, or undefined when it is not alive: one strongly consistent get. */
export const identify = async (token: string, { now = clock.now } = {}): Promise<Shown | undefined> => {
  const at = now();
  const session = await liveSession(token, at);
  if (!session) return undefined;
  const { user: id, name, scope = 'all', role = 'operator' } = session;
  return { user: { id, name }, scope, role, noted: noteUse(session, at) };
};

/** Ends a token at once. */
export const logout = async (token: string | undefined): Promise<void> => {
  const session = token === undefined ? undefined : await tokens.find(hashToken(token));
  if (session) await tokens.remove(session);
};
