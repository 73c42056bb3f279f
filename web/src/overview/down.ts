import { api } from '../core/api.ts';
import type { Server } from '../core/model.ts';
import { allPages } from '../core/pages.ts';

export interface Down {
  server: Server;
  /** When it went down; undefined where that is not known. */
  since: string | undefined;
}

const MOST = 1000;
/** So many servers are asked one by one since when they are down; the log of events tells it of most. */
const ASKED = 20;

/** Since when a server is down, by its name: what was found out once stays true until it is up. */
const known = new Map<string, string>();

const forget = (down: readonly Server[]): void => {
  const names = new Set(down.map(({ name }) => name));
  for (const name of known.keys()) if (!names.has(name)) known.delete(name);
};

const learn = async (down: readonly Server[]): Promise<void> => {
  const unknown = (): Server[] => down.filter(({ name }) => !known.has(name));
  if (unknown().length === 0) return;
  const names = new Set(unknown().map(({ name }) => name));
  const limit = Math.min(1000, 50 + 2 * names.size);
  const { items } = await api('GET /events', { query: { type: 'server.down', limit } });
  for (const { subject, at } of items) if (names.has(subject) && !known.has(subject)) known.set(subject, at);
  await Promise.all(
    unknown()
      .slice(0, ASKED)
      .map(async ({ name }) => {
        const changes = await api('GET /servers/{name}/changes', { params: { name }, query: { limit: 1 } });
        const [last] = changes.items;
        if (last) known.set(name, last.at);
      }),
  );
};

/** The servers that are down, the longest first. Who is paused is meant to be silent. */
export const loadDown = async (): Promise<Down[]> => {
  const found = await allPages(
    (cursor) => api('GET /servers', { query: { status: 'DOWN', limit: MOST, cursor } }),
    MOST,
  );
  const down = found.filter(({ paused }) => !paused);
  forget(down);
  await learn(down);
  return down
    .map((server) => ({ server, since: known.get(server.name) }))
    .sort((a, b) => (a.since ?? 'z').localeCompare(b.since ?? 'z') || a.server.name.localeCompare(b.server.name));
};
