import type { User, UserRecord } from '#lib/auth/model';
import * as tokens from '#lib/auth/repository/tokens';
import * as repository from '#lib/auth/repository/users';
import { hashToken, newToken } from '#lib/auth/token';
import { iso, later, seconds } from '#lib/core/clock';
import { given } from './given.ts';

export const DAY_MS = 86_400_000;

/** A user with a name of its own, whose password nothing is: making it costs no scrypt. */
export const givenUser = async (more: Partial<UserRecord> = {}): Promise<UserRecord> => {
  const account = {
    id: await repository.nextId(),
    name: given.name('user'),
    password: 'none',
    createdAt: iso(),
    ...more,
  };
  await repository.create(account);
  return account;
};

/** A token of a user, as if its login had been at `at`. */
export const givenToken = async (account: UserRecord, { at = new Date() } = {}): Promise<string> => {
  const token = newToken();
  const outcome = await tokens.create(account, {
    hash: hashToken(token),
    user: account.id,
    name: account.name,
    createdAt: iso(at),
    lastUsedAt: iso(at),
    expiresAtSeconds: seconds(later(at, 30 * DAY_MS)),
    ...(account.role === 'viewer' && { role: account.role }),
  });
  if (outcome !== 'created') throw new Error(outcome);
  return token;
};

/** Somebody who is logged in. */
export const givenLogin = async (): Promise<{ user: User; token: string; headers: Record<string, string> }> => {
  const account = await givenUser();
  const token = await givenToken(account);
  return { user: { id: account.id, name: account.name }, token, headers: { authorization: `Token ${token}` } };
};
