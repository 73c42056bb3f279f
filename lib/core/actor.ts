import { AsyncLocalStorage } from 'node:async_hooks';

/** Who makes a change: a person by name, a device by id, a rule by name, or a part of the system. */
export type Actor = { user: string } | { device: string } | { rule: string } | { system: string };

/** On a laptop many calls share a process: each has its own actor, and a call of nobody's has none. */
const actors = new AsyncLocalStorage<Actor>();

/** Does `work` in the name of an actor: every change that it writes to the table is signed by it. */
export const actingAs = <T>(actor: Actor, work: () => T): T => actors.run(actor, work);

/** In whose name this runs; undefined outside of `actingAs`. */
export const currentActor = (): Actor | undefined => actors.getStore();

/** An actor as one text: `user:alice`. */
export const actorText = (actor: Actor): string => {
  const [kind = '', name = ''] = Object.entries(actor)[0] ?? [];
  return `${kind}:${name}`;
};
