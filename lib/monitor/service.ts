import * as clock from '#lib/core/clock';
import { idOfCall } from '#lib/core/operation';
import type { Page, Paging } from '#lib/core/page';
import { reasonToBlock } from '#lib/core/ssrf-guard';
import { beginOf } from './averages.ts';
import { addressForbidden, fromAfterTo, parentUnknown, serverExists, serverUnknown } from './errors.ts';
import type { Grain, Ping, Server, ServerOptions, ServerView, StateChange } from './model.ts';
import * as pings from './repository/pings.ts';
import { lastRecords, pageRecords } from './repository/records.ts';
import * as repository from './repository/servers.ts';
import * as sweeps from './repository/sweeps.ts';
import { changeIfMatch } from './service/change-if-match.ts';
import { findServer } from './service/find.ts';
import { planImportWith } from './service/import.ts';
import { removeServer } from './service/remove.ts';
import { viewAll } from './service/view.ts';

export { changeTagged, deleteTagged } from './service/bulk.ts';
export { list } from './service/list.ts';
export { deleteMaintenance, getMaintenance, listMaintenance, setMaintenance } from './service/maintenance.ts';
export { metrics } from './service/metrics.ts';
export { removeOwn, renameOwn } from './service/own.ts';
export { uptime } from './service/uptime.ts';

const assertTarget = (ip: string | undefined, path: string): void => {
  const message = ip === undefined ? undefined : reasonToBlock(ip);
  if (message) throw addressForbidden(path, message);
};

/** A parent is another server that is there; who its own parent is does not matter, for alerts wait for one hop. */
const assertParent = async (name: string, parent: string | null | undefined, path: string): Promise<void> => {
  if (parent === null || parent === undefined) return;
  if (parent === name) throw parentUnknown(path, 'must be another server');
  if (!(await repository.find(parent))) throw parentUnknown(path, `server ${parent} does not exist`);
};

const withoutNulls = ({ tags = [], probe, parent }: ServerOptions): Pick<Server, 'tags' | 'probe' | 'parent'> => ({
  tags,
  ...(probe && { probe }),
  ...(parent !== null && parent !== undefined && { parent }),
});

/** What a caller that is no person chooses of a server: its id, so that a repeat finds its own, and whose it is. */
interface AddOptions {
  now?: () => Date;
  id?: string;
  device?: string;
  paused?: boolean | undefined;
}

/**
 * Adds a server. @throws AppError 400 for an address that may not be called or a parent that is not there, 409 when the name
 * is taken.
 */
export const add = async (
  name: string,
  ip: string,
  options: ServerOptions = {},
  { now = clock.now, id = idOfCall(`server ${name}`), device, paused = false }: AddOptions = {},
): Promise<Server> => {
  assertTarget(ip, 'server.IP');
  await assertParent(name, options.parent, 'server.parent');
  const server = {
    ...{ id, name, ip, created_at: clock.iso(now()), paused },
    ...withoutNulls(options),
    ...(device !== undefined && { device }),
  };
  if ((await repository.add(server)) === 'name-taken') throw serverExists(name);
  return server;
};

/** Plans what importing these servers comes to. */
export const planImport = planImportWith(({ name, ip, paused, ...options }) => add(name, ip, options, { paused }));

export type ServerChanges = ServerOptions & { ip?: string | undefined; paused?: boolean | undefined };

interface UpdateOptions {
  /** Where the fields are in the body. */
  path?: string;
  /** The caller's `If-Match`. */
  ifMatch?: string | undefined;
}

/**
 * Changes what is given of a server. @throws AppError 400 for an address that may not be called or a parent, 404, 412 when
 * `ifMatch` does not hold.
 */
export const update = async (
  name: string,
  changes: ServerChanges,
  { path = '', ifMatch }: UpdateOptions = {},
): Promise<ServerView> => {
  assertTarget(changes.ip, path === '' ? 'ip' : `${path}IP`);
  await assertParent(name, changes.parent, `${path}parent`);
  const changed =
    ifMatch === undefined ? await repository.change(name, changes) : await changeIfMatch(name, changes, ifMatch);
  const [shown] = changed ? await viewAll([changed]) : [];
  if (!shown) throw serverUnknown(name);
  return shown;
};

/** Gives a server another name; it keeps its id and its history. @throws AppError 404, 409 when that name is taken. */
export const rename = async (name: string, to: string): Promise<void> => {
  const server = await findServer(name);
  if (name === to) return;
  const outcome = await repository.rename(server, to);
  if (outcome === 'renamed') return;
  // A repeat of what is done already finds its own server under the new name.
  if ((await repository.find(to))?.id === server.id) return;
  throw outcome.isGone ? serverUnknown(name) : serverExists(to);
};

/**
 * Deletes a server and its history. It is gone with the first write; a long history, or one that a sweep under way adds
 * to, is finished by the next sweep. @throws AppError 404.
 */
export const remove = async (name: string, { now = clock.now } = {}): Promise<void> =>
  removeServer(await findServer(name), { now });

/** A page of names, in order. */
export const listNames = async (paging: Paging = {}): Promise<Page<string>> => {
  const { items, cursor } = await repository.page(paging);
  return { items: items.map(({ name }) => name), cursor };
};

/** A server with its state. @throws AppError 404. */
export const get = async (name: string): Promise<ServerView> => {
  const [shown] = await viewAll([await findServer(name)]);
  if (!shown) throw serverUnknown(name);
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
  const last = await lastRecords(await findServer(name), Math.min(limit, LAST_PINGS));
  return last.map(({ at, average_ms }) => ({ [withoutMilliseconds(at)]: average_ms }));
};

export interface PingsQuery extends Paging {
  resolution: Grain;
  from?: string | undefined;
  to?: string | undefined;
}

/** A page of a server's pings or averages, oldest first. @throws AppError 400 when `from` is after `to`, 404. */
export const listPings = async (
  name: string,
  { resolution: grain, from, to, ...paging }: PingsQuery,
): Promise<Page<Ping>> => {
  if (from !== undefined && to !== undefined && from > to) throw fromAfterTo();
  const server = await findServer(name);
  if (grain === 'raw') return pageRecords(server, { from, to }, paging);
  return pings.pagePings(server.id, { grain, from: from && beginOf(grain, from), to }, paging);
};

/** A page of a server's changes of state, newest first. @throws AppError 404. */
export const listChanges = async (name: string, paging: Paging = {}): Promise<Page<StateChange>> => {
  const { id } = await findServer(name);
  return pings.pageChanges(id, paging);
};

/** The last sweeps, newest first. */
export const listSweeps = (limit: number) => sweeps.last(limit);
