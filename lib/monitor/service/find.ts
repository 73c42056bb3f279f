import { serverUnknown } from '../errors.ts';
import type { Server } from '../model.ts';
import * as repository from '../repository/servers.ts';

/** @throws AppError 404. */
export const findServer = async (name: string): Promise<Server> => {
  const server = await repository.find(name);
  if (!server) throw serverUnknown(name);
  return server;
};
