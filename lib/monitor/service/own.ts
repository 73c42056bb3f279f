import * as clock from '#lib/core/clock';
import { serverExists } from '../errors.ts';
import * as repository from '../repository/servers.ts';
import { removeIfSame } from './remove.ts';

/**
 * Gives a server another name if it still is the one of that id; its history stays with it.
 * @throws AppError 409 when somebody else has the new name.
 */
export const renameOwn = async (from: string, to: string, id: string): Promise<void> => {
  const server = await repository.find(from);
  if (server?.id !== id) return;
  const outcome = await repository.rename(server, to);
  if (outcome !== 'renamed' && outcome.takenBy !== undefined && outcome.takenBy !== id) throw serverExists(to);
};

/** Deletes a server if it still is the one of that id. */
export const removeOwn = async (name: string, id: string, { now = clock.now } = {}): Promise<void> => {
  const server = await repository.find(name);
  if (server?.id !== id) return;
  await removeIfSame(server, { now });
};
