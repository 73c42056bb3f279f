import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { AppError } from '#lib/core/errors';
import { serverUnknown } from '../errors.ts';
import type { BulkOutcome, Server } from '../model.ts';
import * as repository from '../repository/servers.ts';
import { serversTagged } from './list.ts';
import { removeServer } from './remove.ts';

/** The most servers that one call is meant for. */
export const MOST_SERVERS = 1000;

const SERVERS_IN_FLIGHT = 16;

export interface BulkOptions {
  /** Change nothing, and give what would be. */
  dryRun?: boolean;
  most?: number;
  now?: () => Date;
}

type Work = (server: Server) => Promise<BulkOutcome['outcome']>;

/** A server's own trouble is told with it; only a defect of ours ends the whole call. */
const outcomeOf = async (server: Server, work: Work): Promise<BulkOutcome> => {
  try {
    return { name: server.name, outcome: await work(server) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name: server.name, outcome: 'FAILED', detail: error.message };
  }
};

const onEach = (servers: readonly Server[], work: Work): Promise<BulkOutcome[]> =>
  pLimit(SERVERS_IN_FLIGHT).map(servers, (server) => outcomeOf(server, work));

/**
 * Pauses every server with a tag, or goes on with it; says of each what came of it.
 * @throws AppError 400 for more servers than one call takes; then nothing is done.
 */
export const changeTagged = async (
  tag: string,
  { paused }: { paused: boolean },
  { dryRun = false, most = MOST_SERVERS }: BulkOptions = {},
): Promise<BulkOutcome[]> =>
  onEach(await serversTagged(tag, most), async (server) => {
    if (server.paused === paused) return 'UNCHANGED';
    if (dryRun) return 'UPDATED';
    if (!(await repository.change(server.name, { paused }, server.id))) throw serverUnknown(server.name);
    return 'UPDATED';
  });

/** Deletes every server with a tag, each with its history. @throws AppError 400 as above. */
export const deleteTagged = async (
  tag: string,
  { dryRun = false, most = MOST_SERVERS, now = clock.now }: BulkOptions = {},
): Promise<BulkOutcome[]> =>
  onEach(await serversTagged(tag, most), async (server) => {
    if (!dryRun) await removeServer(server, { now, historyMs: 0 });
    return 'DELETED';
  });
