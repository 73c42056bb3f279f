import pLimit from 'p-limit';
import { chunk } from '#lib/core/chunk';
import { AppError } from '#lib/core/errors';
import { reasonToBlock } from '#lib/core/ssrf-guard';
import { groupsFor } from '../groups.ts';
import { isMeant, isOpen } from '../maintenance.ts';
import type { Maintenance, Target } from '../model.ts';
import { type Listed, listForSweep } from '../repository/listed.ts';
import { all as allMaintenance } from '../repository/maintenance.ts';
import { assignGroup } from '../repository/servers.ts';
import { GROUPS_A_BATCH } from '../schedule.ts';
import { ListMeasure } from './stretches.ts';

/** A server of a group that is not probed, whose state is kept. */
interface Idle {
  id: string;
  group: string;
}

/** What one invocation probes: whole groups, so that nobody else writes their results at that time. */
export interface PlannedBatch {
  targets: Target[];
  idle: Idle[];
}

type Member = Target | Idle;

const isTarget = (member: Member): member is Target => 'ip' in member;

/** A group and its members, as little of each as will do: of a million servers all are in memory at once. */
interface Group {
  group: string;
  members: Member[];
}

const ASSIGNED_AT_ONCE = 32;

/** One that the table does not take now is left to the next sweep; so is one that is gone meanwhile. */
const assigned = async (server: Listed, group: string, at: string): Promise<boolean> => {
  try {
    return await assignGroup(server, group, at);
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return false;
    throw error;
  }
};

/** Addresses are judged again: settings change, and what was added stays. */
const isProbed = ({ paused, ip }: Listed): boolean => !paused && reasonToBlock(ip) === undefined;

const memberOf = (server: Listed, group: string, open: readonly Maintenance[]): Member => {
  const { id, name, ip, tags, probe, parent } = server;
  if (!isProbed(server)) return { id, group };
  return {
    ...{ id, name, ip, group },
    ...(probe && { probe }),
    ...(parent !== undefined && { parent }),
    ...(open.some((window) => isMeant(window, { name, tags })) && { maintenance: true }),
  };
};

/** Puts a server among the others of its group, whose name is then in memory once. */
const place = (groups: Map<string, Group>, server: Listed, name: string, open: readonly Maintenance[]): void => {
  const group = groups.get(name) ?? { group: name, members: [] };
  groups.set(group.group, group);
  group.members.push(memberOf(server, group.group, open));
};

function* membersOf(groups: Iterable<Group>): Generator<Member> {
  for (const { members } of groups) yield* members;
}

/** A server that is renamed while the list is read may be seen under both names; the later one counts. */
const batchOf = (groups: readonly Group[]): PlannedBatch => {
  const members = [...new Map([...membersOf(groups)].map((member) => [member.id, member])).values()];
  return {
    targets: members.filter(isTarget),
    idle: members.filter((member): member is Idle => !isTarget(member)),
  };
};

/**
 * The servers to probe, in batches of whole groups; those that are new are put into one. `alive` is called again and
 * again: a long list takes longer to read than a sweep may be silent.
 */
export const planSweep = async (at: string, alive = async (): Promise<void> => {}): Promise<PlannedBatch[]> => {
  const open = (await allMaintenance()).filter((window) => isOpen(window, at));
  const groups = new Map<string, Group>();
  const fresh: Listed[] = [];
  const measure = new ListMeasure();
  for await (const page of listForSweep()) {
    for (const server of page) {
      measure.see(server.name);
      if (server.group === undefined) fresh.push(server);
      else place(groups, server, server.group, open);
    }
    await alive();
  }
  await measure.keep();
  const found = groupsFor(membersOf(groups.values()), fresh);
  await pLimit(ASSIGNED_AT_ONCE).map(fresh, async (server) => {
    const group = found.get(server.id) ?? '0';
    if (await assigned(server, group, at)) place(groups, server, group, open);
    await alive();
  });
  const probed = [...groups.values()].filter(({ members }) => members.some(isTarget));
  return chunk(probed, GROUPS_A_BATCH).map(batchOf);
};
