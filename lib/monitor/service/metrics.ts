import { partOf } from '#lib/core/partition';
import { metricsTooMany } from '../errors.ts';
import { UNSEEN } from '../model.ts';
import { MetricsText } from '../prometheus.ts';
import * as repository from '../repository/servers.ts';
import { statesOf } from '../repository/states.ts';
import * as sweeps from '../repository/sweeps.ts';

/** The most servers of one answer, which holds about a kilobyte for each. */
export const MOST_SERVERS = 5000;

/** One of `of` parts of all servers, counted from 1: a server is always in the same one. */
export interface Shard {
  index: number;
  of: number;
}

/**
 * All servers, or a part of them, and the last sweep in Prometheus' text format. Only the text is kept in memory.
 * @throws AppError 413 for more than 5,000 servers.
 */
export const metrics = async (shard?: Shard, { most = MOST_SERVERS } = {}): Promise<string> => {
  const text = new MetricsText();
  let count = 0;
  for await (const page of repository.allServers()) {
    const servers = shard ? page.filter(({ name }) => partOf(name, shard.of) === shard.index - 1) : page;
    count += servers.length;
    if (count > most) throw metricsTooMany(most);
    const states = await statesOf(servers);
    for (const server of servers) text.add({ ...server, state: states.get(server.id) ?? UNSEEN });
  }
  const [last] = await sweeps.last(1);
  return text.end(last);
};
