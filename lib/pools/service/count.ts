import { ConditionFailed } from '#lib/db/errors';
import type { CountMark, ResourceRecord } from '../model.ts';
import * as repository from '../repository/usage-counters.ts';
import { difference, matters } from '../usage-counters.ts';

/** A resource of a pool, before and after a change, and where that stands in the order of changes. */
export interface ResourceChange {
  pool: string;
  before: ResourceRecord | undefined;
  after: ResourceRecord | undefined;
  sequence: string;
}

const bornOf = ({ before, after }: ResourceChange): string => (after ?? before)?.born ?? '';

const byPool = (changes: readonly ResourceChange[]): ResourceChange[][] => {
  const groups = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const key = `${change.pool} ${bornOf(change)}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()];
};

/** Counts the changes of one pool's one life; those that are in the counts already are left out. */
const countPool = async (changes: readonly ResourceChange[]): Promise<void> => {
  const ordered = changes.filter(matters).sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
  const [first] = ordered;
  const last = ordered.at(-1);
  if (!first || !last) return;
  try {
    await repository.addCounts(first.pool, bornOf(first), difference(ordered), first.sequence, last.sequence);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const kept = error.item && repository.asKept(error.item);
    // The pool is gone, or another one has its id: nobody asks for these counts any more.
    if (kept?.born !== bornOf(first)) return;
    await countPool(ordered.filter(({ sequence }) => sequence > kept.mark));
  }
};

const setReached = async ({ pool, born, token }: CountMark): Promise<void> => {
  try {
    await repository.setReached(pool, born, token);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

/**
 * Keeps the counts of pools. A stream hands on the changes of a pool in order, and some of them again after a failure:
 * the mark in the counts tells which are in, so that none is counted twice.
 */
export const count = async (changes: readonly ResourceChange[], marks: readonly CountMark[] = []): Promise<void> => {
  await Promise.all(byPool(changes).map(countPool));
  for (const mark of marks) await setReached(mark);
};
