import type { Server } from './model.ts';
import { tagOf } from './pack.ts';

/** The most servers of a group: the results of so many take less than a kilobyte, which is a write unit. */
export const GROUP_SERVERS = 40;

/**
 * Groups for servers that have none: the first ones with room for them, and then new ones. A group knows its servers by
 * the begins of their ids, so two that begin alike are kept apart.
 */
export const groupsFor = (
  known: Iterable<Pick<Server, 'id' | 'group'>>,
  fresh: readonly Pick<Server, 'id'>[],
): Map<string, string> => {
  const tags = new Map<string, Set<string>>();
  for (const { id, group } of known)
    if (group !== undefined) tags.set(group, (tags.get(group) ?? new Set()).add(tagOf(id)));
  const numbers = [...tags.keys()].map(Number).filter(Number.isInteger);
  let next = numbers.reduce((most, number) => Math.max(most, number), -1) + 1;
  const open = [...tags].filter(([, members]) => members.size < GROUP_SERVERS);
  const found = new Map<string, string>();
  for (const { id } of fresh) {
    let place = open.find(([, members]) => !members.has(tagOf(id)));
    if (!place) {
      place = [String(next), new Set()];
      next += 1;
      open.push(place);
    }
    const [group, members] = place;
    members.add(tagOf(id));
    found.set(id, group);
    if (members.size >= GROUP_SERVERS) open.splice(open.indexOf(place), 1);
  }
  return found;
};
