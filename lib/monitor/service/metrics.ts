import { partOf } from '#lib/core/partition';
import { metricsTooMany } from '../errors.ts';
import { type Server, UNSEEN } from '../model.ts';
import { MetricsText } from '../prometheus.ts';
import * as repository from '../repository/servers.ts';
import { statesOf } from '../repository/states.ts';
import { readStretches, serversIn } from '../repository/stretches.ts';
import * as sweeps from '../repository/sweeps.ts';
import { stretchesOfPart } from '../stretches.ts';

/** The most servers of one answer, which holds about a kilobyte for each. */
export const MOST_SERVERS = 5000;

/** One of `of` parts of all servers, counted from 1. */
export interface Shard {
  index: number;
  of: number;
}

/**
 * The servers of a part, page by page. Of a long list a part has whole stretches, and the others are not read; of a short
 * one it has those whose names' hash says so. So a server stays in its part for as long as its stretch is there.
 */
async function* serversOf(shard: Shard): AsyncGenerator<Server[]> {
  const { stretches } = await readStretches();
  for (const { begin, next } of stretchesOfPart(stretches, shard)) yield* serversIn(begin, next);
  if (stretches.length > 0) return;
  for await (const page of repository.allServers())
    yield page.filter(({ name }) => partOf(name, shard.of) === shard.index - 1);
}

/**
 * All servers, or a part of them, and the last sweep in Prometheus' text format. Only the text is kept in memory.
 * @throws AppError 413 for more than 5,000 servers.
 */
export const metrics = async (shard?: Shard, { most = MOST_SERVERS } = {}): Promise<string> => {
  const text = new MetricsText();
  let count = 0;
  for await (const servers of shard ? serversOf(shard) : repository.allServers()) {
    count += servers.length;
    if (count > most) throw metricsTooMany(most);
    const states = await statesOf(servers);
    for (const server of servers) text.add({ ...server, state: states.get(server.id) ?? UNSEEN });
  }
  const [last] = await sweeps.last(1);
  return text.end(last);
};
