import * as clock from '#lib/core/clock';
import { AppError } from '#lib/core/errors';
import { TransactionCanceled } from '#lib/db/errors';
import { serverExists } from '../errors.ts';
import * as repository from '../repository/servers.ts';
import { removeServer } from './remove.ts';

/**
 * Gives a server another name if it still is the one of that id; its history stays with it.
 * @throws AppError 409 when somebody else has the new name.
 */
export const renameOwn = async (from: string, to: string, id: string): Promise<void> => {
  const server = await repository.find(from);
  if (server?.id !== id) return;
  try {
    await repository.rename(server, to);
  } catch (error) {
    if (!(error instanceof TransactionCanceled)) throw error;
    const taken = error.refusals[1]?.item;
    if (taken && taken.id !== id) throw serverExists(to);
  }
};

/** Deletes a server if it still is the one of that id. */
export const removeOwn = async (name: string, id: string, { now = clock.now } = {}): Promise<void> => {
  const server = await repository.find(name);
  if (server?.id !== id) return;
  await removeServer(server, { now }).catch((error: unknown) => {
    if (!(error instanceof AppError && error.kind === 'not-found')) throw error;
  });
};
