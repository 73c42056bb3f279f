import * as clock from '#lib/core/clock';
import { type AppError, conflict, invalid, notFound } from '#lib/core/errors';
import { randomId } from '#lib/core/ids';
import { reasonToBlock } from '#lib/core/ssrf-guard';
import { ConditionFailed, TransactionCanceled } from '#lib/db/errors';
import { beginOf } from './averages.ts';
import { type Grain, type Server, type ServerState, type ServerView, UNSEEN } from './model.ts';
import { type Measured, metricsText } from './prometheus.ts';
import * as pings from './repository/pings.ts';
import * as repository from './repository/servers.ts';
import * as sweeps from './repository/sweeps.ts';

const unknown = (name: string): AppError => notFound('server.unknown', `There is no server ${name}.`);

const assertTarget = (ip: string | undefined, path: string): void => {
  const message = ip === undefined ? undefined : reasonToBlock(ip);
  if (message) throw invalid([{ path, message }], 'server.forbidden-address');
};

const view = (server: Server, state: ServerState = UNSEEN): ServerView => ({
  id: server.id,
  name: server.name,
  ip: server.ip,
  created_at: server.created_at,
  status: state.status,
  last_ping_ms: state.lastMs,
  last_ping_at: state.at ?? null,
  loss: state.loss,
  ...(server.paused && { paused: true }),
});

const viewAll = async (servers: readonly Server[]): Promise<ServerView[]> => {
  const states = await repository.states(servers.map(({ id }) => id));
  return servers.map((server) => view(server, states.get(server.id)));
};

const findServer = async (name: string): Promise<Server> => {
  const server = await repository.find(name);
  if (!server) throw unknown(name);
  return server;
};

/** Adds a server. @throws AppError 400 for an address that may not be called, 409 when the name is taken. */
export const add = async (name: string, ip: string, { now = clock.now } = {}): Promise<void> => {
  assertTarget(ip, 'server.IP');
  const id = randomId();
  try {
    await repository.add({ id, name, ip, created_at: clock.iso(now()), paused: false });
  } catch (error) {
    // The SDK repeats a write whose answer was lost: then it is our own server that has the name.
    if (error instanceof ConditionFailed && error.item?.id === id) return;
    if (error instanceof ConditionFailed) throw conflict('server.exists', `There is a server ${name} already.`);
    throw error;
  }
};

/** Changes a server's address, or pauses it. @throws AppError 400 for an address that may not be called, 404. */
export const change = async (
  name: string,
  changed: { ip?: string | undefined; paused?: boolean | undefined },
  path = 'ip',
): Promise<ServerView> => {
  assertTarget(changed.ip, path);
  try {
    const [shown] = await viewAll([await repository.change(name, changed)]);
    if (!shown) throw unknown(name);
    return shown;
  } catch (error) {
    if (error instanceof ConditionFailed) throw unknown(name);
    throw error;
  }
};

/** For how long a call may delete history; what is left is deleted by the next sweep. */
const DELETING_MS = 4000;

/**
 * Deletes a server and its history. It is gone with the first write; a long history, or one that a sweep under way adds
 * to, is finished by the next sweep. @throws AppError 404.
 */
export const remove = async (name: string, { now = clock.now } = {}): Promise<void> => {
  const server = await findServer(name);
  try {
    await repository.addTombstone(server, clock.iso(now()));
  } catch (error) {
    // Somebody else has deleted it since, and may have added another of that name, which is not ours to delete.
    if (error instanceof TransactionCanceled) throw unknown(name);
    throw error;
  }
  const until = now().getTime() + DELETING_MS;
  await repository.deleteHistory(server.id, () => now().getTime() > until);
};

/** A page of names, in order. */
export const listNames = async (limit: number, cursor: string | undefined) => {
  const page = await repository.page(limit, cursor);
  return { names: page.servers.map(({ name }) => name), cursor: page.cursor };
};

/** A page of servers with their states, in the order of their names. */
export const list = async (limit: number, cursor: string | undefined) => {
  const page = await repository.page(limit, cursor);
  return { servers: await viewAll(page.servers), cursor: page.cursor };
};

/** A server with its state. @throws AppError 404. */
export const get = async (name: string): Promise<ServerView> => {
  const [shown] = await viewAll([await findServer(name)]);
  if (!shown) throw unknown(name);
  return shown;
};

/** Servers with their states, by their names; those that are not there are left out. */
export const getMany = async (names: readonly string[]): Promise<Map<string, ServerView>> => {
  const views = await viewAll(await repository.findMany(names));
  return new Map(views.map((view) => [view.name, view]));
};

const withoutMilliseconds = (at: string): string => at.replace(/\.\d+Z$/, 'Z');

/** The newest pings of a server that the calls on `/` show at most. */
const LAST_PINGS = 100;

/** The last pings of a server, newest last, each as a pair of its time and its milliseconds. @throws AppError 404. */
export const lastPingPairs = async (name: string, limit = LAST_PINGS): Promise<Record<string, number | null>[]> => {
  const { id } = await findServer(name);
  const last = await pings.lastPings(id, Math.min(limit, LAST_PINGS));
  return last.map(({ at, average_ms }) => ({ [withoutMilliseconds(at)]: average_ms }));
};

export interface PingsQuery {
  resolution: Grain;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** A page of a server's pings or averages, oldest first. @throws AppError 400 when `from` is after `to`, 404. */
export const listPings = async (name: string, { resolution: grain, from, to, limit, cursor }: PingsQuery) => {
  if (from !== undefined && to !== undefined && from > to)
    throw invalid([{ path: 'from', message: 'must not be later than to' }]);
  const { id } = await findServer(name);
  return pings.pagePings(id, { grain, from: from && beginOf(grain, from), to }, limit, cursor);
};

/** A page of a server's changes of state, newest first. @throws AppError 404. */
export const listChanges = async (name: string, limit: number, cursor: string | undefined) => {
  const { id } = await findServer(name);
  return pings.pageChanges(id, limit, cursor);
};

/** The last sweeps, newest first. */
export const listSweeps = (limit: number) => sweeps.last(limit);

/** All servers and the last sweep in Prometheus' text format. */
export const metrics = async (): Promise<string> => {
  const measured: Measured[] = [];
  for await (const servers of repository.all()) {
    const states = await repository.states(servers.map(({ id }) => id));
    measured.push(...servers.map((server) => ({ ...server, state: states.get(server.id) ?? UNSEEN })));
  }
  const [last] = await sweeps.last(1);
  return metricsText(measured, last);
};
