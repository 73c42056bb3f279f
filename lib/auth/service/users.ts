import * as clock from '#lib/core/clock';
import { invalid } from '#lib/core/errors';
import { userExists, userUnknown } from '../errors.ts';
import { Password, type Role, type SessionRecord, UserName, type UserRecord } from '../model.ts';
import { hashPassword } from '../password.ts';
import * as tokens from '../repository/tokens.ts';
import * as repository from '../repository/users.ts';
import { isAlive } from '../token.ts';

/** @throws AppError 400 in words. */
const assertGood = (name: string, password: string): void => {
  const faults = [
    ['name', UserName.safeParse(name)],
    ['password', Password.safeParse(password)],
  ] as const;
  const errors = faults.flatMap(([path, { error }]) => error?.issues.map(({ message }) => ({ path, message })) ?? []);
  if (errors.length > 0) throw invalid(errors);
};

const orUnknown = async (name: string, found: Promise<UserRecord | undefined>): Promise<UserRecord> => {
  const account = await found;
  if (!account) throw userUnknown(name);
  return account;
};

/** Makes a user with the next number. @throws AppError 400 for a bad name or password, 409 for a name that is taken. */
export const add = async (name: string, password: string, { now = clock.now } = {}): Promise<UserRecord> => {
  assertGood(name, password);
  if (await repository.find(name)) throw userExists(name);
  const account = {
    id: await repository.nextId(),
    name,
    password: await hashPassword(password),
    createdAt: clock.iso(now()),
  };
  if ((await repository.create(account)) === 'name-taken') throw userExists(name);
  return account;
};

/** Every user, by name. */
export const list = (): Promise<UserRecord[]> => repository.list();

/** The tokens of a user that are alive, newest first. @throws AppError 404. */
export const liveTokens = async (name: string, { now = clock.now } = {}): Promise<SessionRecord[]> => {
  const account = await orUnknown(name, repository.find(name));
  const sessions = await tokens.listOf(account.id);
  return sessions.filter((session) => isAlive(session, now())).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
};

/** Ends every token of a user. @throws AppError 404. */
export const endTokens = async (name: string): Promise<number> => {
  const account = await orUnknown(name, repository.find(name));
  return tokens.removeAllOf(account.id);
};

/** Gives a user another password and ends its tokens. @throws AppError 400 or 404. */
export const setPassword = async (name: string, password: string): Promise<UserRecord> => {
  assertGood(name, password);
  const account = await orUnknown(name, repository.setPassword(name, await hashPassword(password)));
  await tokens.removeAllOf(account.id);
  return account;
};

/** Lets a user in no more, from now on: no login, and no token that is out. @throws AppError 404. */
export const disable = async (name: string, { now = clock.now } = {}): Promise<UserRecord> => {
  const account = await orUnknown(name, repository.disable(name, clock.iso(now())));
  await tokens.removeAllOf(account.id);
  return account;
};

/** Lets a disabled user log in again. @throws AppError 404. */
export const enable = (name: string): Promise<UserRecord> => orUnknown(name, repository.enable(name));

/** Gives a user another role and ends its tokens, which have the role before. @throws AppError 404. */
export const setRole = async (name: string, role: Role): Promise<UserRecord> => {
  const account = await orUnknown(name, repository.setRole(name, role));
  await tokens.removeAllOf(account.id);
  return account;
};
