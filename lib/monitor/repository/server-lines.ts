import { beginsWith, either } from '#lib/db/conditions';
import { type KeyQuery, servers, serversNamed } from '#lib/db/keys';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { Server } from '../model.ts';
import { mayBeginAddress, spellingsOf } from '../spellings.ts';

/**
 * As much of a server as tells whether it fits a list and where it stands there. Of ten thousand a page shows a hundred:
 * `whole` reads the rest, for those alone.
 */
export interface ServerLine extends Pick<Server, 'id' | 'name' | 'ip' | 'tags' | 'group'> {
  whole: () => Server;
}

const asLine = (item: Item): ServerLine => ({
  id: String(item.id),
  name: String(item.name),
  ip: String(item.ip),
  tags: (item.tags ?? []) as string[],
  group: item.group === undefined ? undefined : String(item.group),
  whole: () => Server.parse(item),
});

/** Every server, page by page. */
export async function* allLines(): AsyncGenerator<ServerLine[]> {
  for await (const items of table.queryAll(servers, { ahead: true })) yield items.map(asLine);
}

const linesOf = async (question: KeyQuery): Promise<ServerLine[]> => {
  const found: ServerLine[] = [];
  for await (const items of table.queryAll(question)) found.push(...items.map(asLine));
  return found;
};

/** Every server whose name or address begins so, in any case, page by page; others may be among them. */
export async function* linesLike(beginning: string): AsyncGenerator<ServerLine[]> {
  const names = spellingsOf(beginning);
  if (mayBeginAddress(beginning)) {
    const filter = either(beginsWith('ip', beginning.toLowerCase()), ...names.map((name) => beginsWith('name', name)));
    for await (const items of table.queryAll(servers, { filter, ahead: true })) yield items.map(asLine);
    return;
  }
  yield* await Promise.all(names.map((name) => linesOf(serversNamed(name))));
}
