import { AsyncLocalStorage } from 'node:async_hooks';
import { nameId, randomId, timedId, timedIdOf } from './ids.ts';

/** What is done under one Idempotency-Key, by however many calls: the first may have died amid its work. */
interface Operation {
  /** A UUID of version 7: it knows when the work was begun. */
  id: string;
  /** How many ids were made of each thing, so that two of one thing differ. */
  made: Map<string, number>;
}

const NAMESPACE = '1466494a-8330-44df-8457-2d9ba2e02217';

const operations = new AsyncLocalStorage<Operation>();

/** Does `work` as the operation of that id, or as what is left of it. */
export const underOperation = <T>(id: string, work: () => Promise<T>): Promise<T> =>
  operations.run({ id, made: new Map() }, work);

/** The name of something that the operation under way makes; undefined where there is none. */
const nameOf = (thing: string): { operation: string; name: string } | undefined => {
  const operation = operations.getStore();
  if (!operation) return undefined;
  const made = operation.made.get(thing) ?? 0;
  operation.made.set(thing, made + 1);
  return { operation: operation.id, name: nameId(NAMESPACE, operation.id, thing, String(made)) };
};

/**
 * The id of something that a call makes. A call that takes the place of a dead one under the same Idempotency-Key gets the
 * ids of that one again, and so meets what is there of it as its own; without a key each id is new and random.
 */
export const idOfCall = (thing: string): string => nameOf(thing)?.name ?? randomId();

/** The same, for ids that sort by the time that they were made. */
export const timedIdOfCall = (thing: string): string => {
  const made = nameOf(thing);
  return made ? timedIdOf(made.operation, made.name) : timedId();
};
