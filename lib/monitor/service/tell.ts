import { UNSEEN } from '../model.ts';
import * as repository from '../repository/servers.ts';
import { statesOf } from '../repository/states.ts';
import { endsSoon, isFailing, untold } from '../state.ts';
import type { StateChangeEvent } from './alerts.ts';
import type { Finding } from './findings.ts';

/** The names of parents that fail: by what this batch has found out, or else by what was known before the sweep. */
const failingParents = async (waiting: readonly Finding[], findings: readonly Finding[]): Promise<Set<string>> => {
  const names = new Set(waiting.flatMap(({ parent }) => parent ?? []));
  const here = new Map(findings.filter(({ name }) => names.has(name)).map(({ name, after }) => [name, after]));
  const elsewhere = [...names].filter((name) => !here.has(name));
  const servers = (await repository.findMany(elsewhere)).filter(({ paused }) => !paused);
  const states = await statesOf(servers);
  for (const { id, name } of servers) here.set(name, states.get(id) ?? UNSEEN);
  return new Set([...here].filter(([, state]) => isFailing(state)).map(([name]) => name));
};

/** Tells what has not been told, unless it waits; gives the findings as they are after that. */
export const told = async (
  findings: readonly Finding[],
  alert: (news: readonly StateChangeEvent[]) => Promise<void>,
): Promise<Finding[]> => {
  const waiting = findings.filter(({ after }) => untold(after));
  const failing = await failingParents(waiting, findings);
  const due = waiting.filter(({ maintenance, parent = '' }) => !maintenance && !failing.has(parent));
  const certificates = findings.filter(({ before, ping, maintenance }) => !maintenance && endsSoon(before, ping));
  await alert([
    ...due.flatMap(({ id: server, name, ip, after }) => {
      const change = untold(after);
      return change ? [{ server, name, ip, change }] : [];
    }),
    ...certificates.map(({ id: server, name, ip, ping }) => ({
      ...{ server, name, ip },
      certificate: { at: ping.at, days: ping.certificate_days ?? 0 },
    })),
  ]);
  const isDue = new Set(due.map(({ id }) => id));
  return findings.map((found) =>
    isDue.has(found.id) ? { ...found, after: { ...found.after, told: found.after.status } } : found,
  );
};
