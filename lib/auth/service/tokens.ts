import * as clock from '#lib/core/clock';
import { invalid } from '#lib/core/errors';
import type { Page, Paging } from '#lib/core/page';
import { tokenExists, tokenUnknown, userDisabled } from '../errors.ts';
import type { NamedToken, NewToken, SessionRecord, User } from '../model.ts';
import * as repository from '../repository/tokens.ts';
import { endOf, hashToken, isAlive, NEVER_SECONDS, newToken } from '../token.ts';

const shown = (session: SessionRecord): NamedToken => ({
  name: session.label ?? '',
  scope: session.scope ?? 'all',
  created_at: session.createdAt,
  expires_at: endOf(session) ?? null,
  last_used_at: session.lastUsedAt === '' ? null : session.lastUsedAt,
});

/**
 * Makes a token with a name for its user, and gives it, this once.
 * @throws AppError 400 for an end that has passed, 409 when the user has a token of that name.
 */
export const create = async (
  { id: user, name }: User,
  { name: label, scope, expires_at }: NewToken,
  { now = clock.now } = {},
): Promise<NamedToken & { token: string }> => {
  const at = now();
  if (expires_at !== undefined && new Date(expires_at) <= at)
    throw invalid([{ path: 'expires_at', message: 'must be in the future' }]);
  const token = newToken();
  const session = {
    ...{ hash: hashToken(token), user, name, label, scope, createdAt: clock.iso(at), lastUsedAt: '' },
    expiresAtSeconds: expires_at === undefined ? NEVER_SECONDS : clock.seconds(new Date(expires_at)),
    ...(expires_at !== undefined && { expiresAt: expires_at }),
  };
  const outcome = await repository.createNamed(session, at);
  if (outcome === 'disabled') throw userDisabled(name);
  if (outcome === 'taken') throw tokenExists(label);
  return { ...shown(session), token };
};

/** A page of a user's named tokens, by their names. @throws AppError 400 for a bad cursor. */
export const list = async ({ id }: User, paging: Paging = {}, { now = clock.now } = {}): Promise<Page<NamedToken>> => {
  const { items, cursor } = await repository.pageOfNamed(id, paging);
  return { items: items.filter((session) => isAlive(session, now())).map(shown), cursor };
};

/** Ends a token at once. @throws AppError 404. */
export const remove = async ({ id }: User, name: string, { now = clock.now } = {}): Promise<void> => {
  const session = await repository.findNamed(id, name);
  if (session) await repository.remove(session);
  if (!session || !isAlive(session, now())) throw tokenUnknown(name);
};
