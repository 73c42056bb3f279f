import * as clock from '#lib/core/clock';
import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import type { Machine, State } from '../model.ts';
import { type ClusterRecord, type MachineRecord, showMachine } from '../records.ts';
import * as clusters from '../repository/clusters.ts';
import * as repository from '../repository/machine-pages.ts';

/** Which machines are meant; what is empty or left out does not matter. */
export interface Filter {
  cluster_name?: string | undefined;
  tag?: string | undefined;
  state?: State | '' | undefined;
}

export interface Listed {
  record: MachineRecord;
  cluster: ClusterRecord;
  machine: Machine;
  cursorAfterIt: () => string | undefined;
}

/** The least that is looked at in one request when most of it may not be wanted. */
const LOOK_AT = 100;
/** A page looks at no more than so many machines; a rare state among very many takes several pages. */
const LOOK_AT_MOST = 10_000;

/** The clusters of some machines; where one was asked for, it is theirs, and was just read. */
const clustersOf = async (
  found: readonly repository.Found[],
  cluster: ClusterRecord | undefined,
): Promise<Map<string, ClusterRecord>> =>
  cluster ? new Map([[cluster.id, cluster]]) : clusters.findMany(found.map(({ machine }) => machine.cluster_id));

/** Machines that fit the filter at this moment, oldest first; of each page of the index, and where the next one begins. */
async function* matching(
  { cluster_name, tag, state }: Filter,
  { wanted, cursor, at }: { wanted: number; cursor?: string | undefined; at: Date },
): AsyncGenerator<{ listed: Listed[]; looked: number; next: string | undefined }> {
  const cluster = cluster_name ? await clusters.findByName(cluster_name) : undefined;
  if (cluster_name && !cluster) return;
  const selection = { cluster: cluster?.id, tag: tag || undefined };
  let missing = wanted;
  for (let position = cursor, first = true; first || position !== undefined; first = false) {
    const limit = state ? Math.max(missing, LOOK_AT) : missing;
    const { found, next } = await repository.page(selection, { limit, cursor: position });
    const known = await clustersOf(found, cluster);
    const listed = found.flatMap(({ machine: record, cursorAfterIt }) => {
      const cluster = known.get(record.cluster_id);
      return cluster ? [{ record, cluster, machine: showMachine(record, cluster, at), cursorAfterIt }] : [];
    });
    const fitting = state ? listed.filter(({ machine }) => machine.state === state) : listed;
    yield { listed: fitting, looked: limit, next };
    missing = Math.max(missing - fitting.length, 1);
    position = next;
  }
}

/** The first `most` machines that fit, whatever their size. */
export const firstMatching = async (filter: Filter, most: number, at: Date): Promise<Listed[]> => {
  const all: Listed[] = [];
  for await (const { listed } of matching(filter, { wanted: most, at })) {
    all.push(...listed);
    if (all.length >= most) break;
  }
  return all.slice(0, most);
};

/** A function answers at most 6 MB (AWS, "Lambda quotas"); machines with long logs and many tags make shorter pages. */
const PAGE_BYTES = 4_000_000;

const thatFit = (listed: readonly Listed[], limit: number, pageBytes: number): Listed[] => {
  let bytes = 0;
  const tooMany = listed.findIndex(({ machine }, i) => {
    bytes += Buffer.byteLength(JSON.stringify(machine));
    return i >= limit || (i > 0 && bytes > pageBytes);
  });
  return tooMany === -1 ? [...listed] : listed.slice(0, tooMany);
};

/**
 * A page of machines, oldest first (with a tag: by cluster), each in its state of this moment.
 * @throws AppError 400 for a cursor that is none.
 */
export const list = async (
  filter: Filter,
  { limit = MAX_PAGE_SIZE, cursor }: Paging = {},
  { now = clock.now, pageBytes = PAGE_BYTES }: { now?: () => Date; pageBytes?: number } = {},
): Promise<Page<Machine>> => {
  const all: Listed[] = [];
  let looked = 0;
  let next: string | undefined;
  // With a state one more than is asked for: whether another page follows is known only by what would be on it.
  const wanted = filter.state ? limit + 1 : limit;
  for await (const page of matching(filter, { wanted, cursor, at: now() })) {
    all.push(...page.listed);
    next = page.next;
    looked += page.looked;
    if (all.length >= wanted || looked >= LOOK_AT_MOST) break;
  }
  const fitting = thatFit(all, limit, pageBytes);
  return {
    items: fitting.map(({ machine }) => machine),
    cursor: fitting.length < all.length ? fitting.at(-1)?.cursorAfterIt() : next,
  };
};
