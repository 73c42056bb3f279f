import { compareBytes } from '#lib/core/text';
import type { Server, ServerOrder, ServerState, ServerStatus } from './model.ts';

/** Which servers a list has. */
export interface ServerFilter {
  tag?: string | undefined;
  status?: ServerStatus | undefined;
  /** What its name or address begins with, whatever the case. */
  q?: string | undefined;
}

/** Whether a server's own words fit; its status is not among them. */
export const fits = ({ tag, q }: ServerFilter, { name, ip, tags }: Pick<Server, 'name' | 'ip' | 'tags'>): boolean => {
  const wanted = q?.toLowerCase() ?? '';
  return (tag === undefined || tags.includes(tag)) && (name.toLowerCase().startsWith(wanted) || ip.startsWith(wanted));
};

const RANKS: Record<ServerStatus, number> = { DOWN: 0, UNKNOWN: 1, UP: 2 };

/** What decides before the name: a number that the smallest of comes first. */
export const rankIn = (order: ServerOrder, { status, lastMs }: Pick<ServerState, 'status' | 'lastMs'>): number => {
  if (order === 'status') return RANKS[status];
  if (order === 'last_ping_ms') return lastMs ?? Number.MAX_VALUE;
  return 0;
};

export interface Ranked {
  rank: number;
  name: string;
}

/** Order of a sorted list: by rank, and by name where that is the same. */
export const compareRanked = (a: Ranked, b: Ranked): number => a.rank - b.rank || compareBytes(a.name, b.name);
