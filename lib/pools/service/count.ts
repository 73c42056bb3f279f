import type { CountMark, ResourceRecord } from '../records.ts';
import * as repository from '../repository/usage-counters.ts';
import { difference, matters } from '../usage-counters.ts';

/** A resource of a pool, before and after a change, and where that stands in the order of changes. */
export interface ResourceChange {
  pool: string;
  /** The part of the pool that it is kept in: changes of a part are in order. */
  shard?: number | undefined;
  before: ResourceRecord | undefined;
  after: ResourceRecord | undefined;
  sequence: string;
}

const bornOf = ({ before, after }: ResourceChange): string => (after ?? before)?.born ?? '';

const partOf = (change: ResourceChange): repository.Part =>
  (change.after ?? change.before)?.ranged ? (change.shard ?? 0) : 'named';

const byPart = (changes: readonly ResourceChange[]): ResourceChange[][] => {
  const groups = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const key = `${change.pool} ${bornOf(change)} ${partOf(change)}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()];
};

/** Counts the changes of one part of a pool; those that are in the counts already are left out. */
const countPart = async (changes: readonly ResourceChange[]): Promise<void> => {
  const ordered = changes.filter(matters).sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
  const [first] = ordered;
  const last = ordered.at(-1);
  if (!first || !last) return;
  const part = { pool: first.pool, born: bornOf(first), part: partOf(first) };
  const outcome = await repository.add(part, difference(ordered), first.sequence, last.sequence);
  // The pool is gone, or another one has its id: nobody asks for these counts any more.
  if (outcome === 'counted' || outcome === 'gone') return;
  await countPart(ordered.filter(({ sequence }) => sequence > outcome.mark));
};

/**
 * Keeps the counts of pools. A stream hands on the changes of a part of a pool in order, and some of them again after a
 * failure: the mark in the counts tells which are in, so that none is counted twice.
 */
export const count = async (changes: readonly ResourceChange[], marks: readonly CountMark[] = []): Promise<void> => {
  await Promise.all(byPart(changes).map(countPart));
  for (const { pool, born, shard, token } of marks) await repository.setReached(pool, born, shard ?? 'named', token);
};
