import pLimit from 'p-limit';
import { settings } from '#lib/core/settings';
import type { Ping, ServerState, Target } from '../model.ts';
import type * as pings from '../repository/pings.ts';
import * as repository from '../repository/servers.ts';
import { changeBetween, nextState } from '../state.ts';
import { type ProbeResult, summarise } from '../summarise.ts';

/** What one sweep found out about a server. */
export interface Finding extends Target {
  ping: Ping;
  before: ServerState | undefined;
  after: ServerState;
}

export const finding = (target: Target, result: ProbeResult | undefined, at: string, before?: ServerState): Finding => {
  const ping = {
    ...summarise(result?.replies ?? [], at, result),
    ...(target.maintenance && { maintenance: true as const }),
  };
  return { ...target, ping, before, after: nextState(before, ping, settings().DOWN_AFTER) };
};

const STATUSES_AT_ONCE = 16;

/**
 * Notes each new status at its server, and gives the findings with the moment since when it has it: that of whoever noted
 * it first. So a sweep that died over a change leaves it to the next one to tell, as the same change.
 */
export const noted = async (findings: readonly Finding[]): Promise<Finding[]> =>
  pLimit(STATUSES_AT_ONCE).map(findings, async (found) => {
    const change = changeBetween(found.before, found.after);
    if (!change) return found;
    const since = await repository.noteStatus(found.id, change.to, change.at);
    return { ...found, after: { ...found.after, since } };
  });

export const changesOf = (findings: readonly Finding[]): pings.ChangeOf[] =>
  findings.flatMap(({ id: server, name, ip, before, after, maintenance }) => {
    const change = changeBetween(before, after);
    return change ? [{ server, name, ip, change: { ...change, ...(maintenance && { maintenance }) } }] : [];
  });
