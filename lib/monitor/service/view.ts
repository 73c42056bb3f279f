import { type Server, type ServerState, type ServerView, UNSEEN } from '../model.ts';
import { statesOf } from '../repository/states.ts';

/** A server as it is shown. What most servers do not have is left out where it is not there. */
export const view = (server: Server, state: ServerState = UNSEEN): ServerView => ({
  id: server.id,
  name: server.name,
  ip: server.ip,
  created_at: server.created_at,
  status: state.status,
  last_ping_ms: state.lastMs,
  last_ping_at: state.at ?? null,
  loss: state.loss,
  ...(server.paused && { paused: true }),
  ...(server.tags.length > 0 && { tags: server.tags }),
  ...(server.probe && { probe: server.probe }),
  ...(server.parent !== undefined && { parent: server.parent }),
  ...(server.device !== undefined && { device: server.device }),
  ...(state.reason && { reason: state.reason }),
  ...(state.certificateDays !== undefined && { certificate_days: state.certificateDays }),
});

/** Servers with their states, in the order given. */
export const viewAll = async (servers: readonly Server[]): Promise<ServerView[]> => {
  const states = await statesOf(servers);
  return servers.map((server) => view(server, states.get(server.id)));
};
