import pLimit from 'p-limit';
import { chunk } from '#lib/core/chunk';
import { AppError } from '#lib/core/errors';
import { reasonToBlock } from '#lib/core/ssrf-guard';
import { groupsFor } from '../groups.ts';
import { isMeant, isOpen } from '../maintenance.ts';
import type { Maintenance, Server, Target } from '../model.ts';
import { all as allMaintenance } from '../repository/maintenance.ts';
import * as repository from '../repository/servers.ts';
import { GROUPS_A_BATCH } from '../schedule.ts';

/** What one invocation probes: whole groups, so that nobody else writes their results at that time. */
export interface PlannedBatch {
  targets: Target[];
  /** Ids of servers of the same groups that are not probed, whose states are kept. */
  idle: { id: string; group: string }[];
}

const ASSIGNED_AT_ONCE = 32;

const readServers = async (): Promise<Server[]> => {
  const found: Server[] = [];
  for await (const servers of repository.allServers()) found.push(...servers);
  return found;
};

/** One that the table does not take now is left to the next sweep. */
const assigned = async (server: Server, group: string, at: string): Promise<boolean> => {
  try {
    return await repository.assignGroup(server, group, at);
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return false;
    throw error;
  }
};

/** Every server with its group; those that are new are put into one. One that is gone meanwhile is left out. */
const grouped = async (servers: readonly Server[], at: string): Promise<(Server & { group: string })[]> => {
  const groups = groupsFor(
    servers,
    servers.filter(({ group }) => group === undefined),
  );
  const found = await pLimit(ASSIGNED_AT_ONCE).map(servers, async (server) => {
    if (server.group !== undefined) return [{ ...server, group: server.group }];
    const group = groups.get(server.id) ?? '0';
    return (await assigned(server, group, at)) ? [{ ...server, group }] : [];
  });
  return found.flat();
};

const targetOf = (server: Server & { group: string }, open: readonly Maintenance[]): Target => {
  const { id, name, ip, tags, probe, parent, group } = server;
  return {
    ...{ id, name, ip, group },
    ...(probe && { probe }),
    ...(parent !== undefined && { parent }),
    ...(open.some((window) => isMeant(window, { name, tags })) && { maintenance: true }),
  };
};

/** Addresses are judged again: settings change, and what was added stays. */
const isProbed = ({ paused, ip }: Server): boolean => !paused && reasonToBlock(ip) === undefined;

/** The servers to probe, in batches of whole groups. */
export const planSweep = async (at: string): Promise<PlannedBatch[]> => {
  const open = (await allMaintenance()).filter((window) => isOpen(window, at));
  const servers = await grouped(await readServers(), at);
  const groups = [...Map.groupBy(servers, ({ group }) => group).values()].filter((group) => group.some(isProbed));
  return chunk(groups, GROUPS_A_BATCH).map((batch) => {
    const members = batch.flat();
    return {
      targets: members.filter(isProbed).map((server) => targetOf(server, open)),
      idle: members.filter((server) => !isProbed(server)).map(({ id, group }) => ({ id, group })),
    };
  });
};
