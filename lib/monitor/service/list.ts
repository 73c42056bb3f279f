import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import { openCursor, sealCursor } from '#lib/db/cursor';
import { tooManyServers } from '../errors.ts';
import { compareRanked, fits, type Ranked, rankIn, type ServerFilter } from '../filter.ts';
import { type Server, type ServerOrder, type ServerView, UNSEEN } from '../model.ts';
import { allLines, linesLike } from '../repository/server-lines.ts';
import * as repository from '../repository/servers.ts';
import { statesOf } from '../repository/states.ts';
import { view, viewAll } from './view.ts';

export interface ServerListOptions extends ServerFilter, Paging {
  sort?: ServerOrder | undefined;
}

/** Servers that one call of a filtered list looks at; where it has looked at so many, its page ends. */
const MOST_READ = 10_000;
/** The most servers that are sorted by something else than their names. */
const MOST_SORTED = 50_000;

const isPlain = ({ tag, status, q }: ServerFilter): boolean => [tag, status, q].every((part) => part === undefined);

const matching = async (servers: readonly Server[], filter: ServerFilter): Promise<ServerView[]> => {
  const views = await viewAll(servers.filter((server) => fits(filter, server)));
  return views.filter(({ status }) => filter.status === undefined || status === filter.status);
};

const filtered = async (filter: ServerFilter, limit: number, cursor: string | undefined): Promise<Page<ServerView>> => {
  const found: ServerView[] = [];
  let read = 0;
  let next = cursor;
  do {
    const page = await repository.page({ cursor: next });
    found.push(...(await matching(page.items, filter)));
    read += page.items.length;
    next = page.cursor;
  } while (next !== undefined && found.length < limit && read < MOST_READ);
  if (found.length <= limit) return { items: found, cursor: next };
  const items = found.slice(0, limit);
  return { items, cursor: repository.cursorAfterServer(items.at(-1)?.name ?? '') };
};

const sorted = async (
  order: ServerOrder,
  filter: ServerFilter,
  limit: number,
  cursor: string | undefined,
): Promise<Page<ServerView>> => {
  const list = `servers by ${order}`;
  const [rank = '', name = ''] = cursor === undefined ? [] : openCursor(list, cursor);
  const after: Ranked | undefined = cursor === undefined ? undefined : { rank: Number(rank), name };
  const found: (Ranked & { show: () => ServerView })[] = [];
  let read = 0;
  for await (const some of filter.q === undefined ? allLines() : linesLike(filter.q)) {
    read += some.length;
    if (read > MOST_SORTED) throw tooManyServers('sort', MOST_SORTED);
    const fitting = some.filter((server) => fits(filter, server));
    const states = await statesOf(fitting);
    for (const { id, name: called, whole } of fitting) {
      const state = states.get(id) ?? UNSEEN;
      if (filter.status === undefined || state.status === filter.status)
        found.push({ rank: rankIn(order, state), name: called, show: () => view(whole(), state) });
    }
  }
  const rest = found.sort(compareRanked).filter((each) => !after || compareRanked(each, after) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ show }) => show()),
    cursor: rest.length > limit && last ? sealCursor(list, [String(last.rank), last.name]) : undefined,
  };
};

/**
 * A page of servers with their states: those that fit, in the order of their names, DOWN first, or the quickest first.
 * A page of a filtered list may be short, or empty, though there is another. @throws AppError 400 for a bad cursor.
 */
export const list = async ({
  sort = 'name',
  limit = MAX_PAGE_SIZE,
  cursor,
  ...filter
}: ServerListOptions = {}): Promise<Page<ServerView>> => {
  if (sort !== 'name') return sorted(sort, filter, limit, cursor);
  if (!isPlain(filter)) return filtered(filter, limit, cursor);
  const page = await repository.page({ limit, cursor });
  return { items: await viewAll(page.items), cursor: page.cursor };
};

/** Every server with a tag. @throws AppError 400 when they are more than `most`. */
export const serversTagged = async (tag: string, most: number): Promise<Server[]> => {
  const found: Server[] = [];
  for await (const servers of repository.allServers()) {
    found.push(...servers.filter((server) => fits({ tag }, server)));
    if (found.length > most) throw tooManyServers('tag', most);
  }
  return found;
};
