import { api } from '../core/api.ts';
import type { Cluster, Machine } from '../core/model.ts';
import type { Answered } from '../core/page-chain.ts';
import { allPages } from '../core/pages.ts';
import { type PageRequest, type Pages, usePages } from '../core/use-pages.ts';

const EVERY_MS = 3000;

/** Codes of regions and the names to show. */
export type Regions = readonly (readonly [code: string, name: string])[];

export interface Clusters {
  regions: Regions;
  clusters: Cluster[];
}

let regions: Promise<Regions> | undefined;

/** Regions do not change while one looks. */
export const loadRegions = (): Promise<Regions> => {
  regions ??= api('GET /api/v1/site-constants', { query: { constant: 'region' } }).then(({ items }) =>
    items.map(({ code, value }) => [code, value] as const),
  );
  regions.catch(() => {
    regions = undefined;
  });
  return regions;
};

export const loadClusters = async (): Promise<Clusters> => {
  const [known, clusters] = await Promise.all([
    loadRegions(),
    allPages((cursor) => api('GET /api/v1/clusters', { query: { cursor } })),
  ]);
  const place = (code: string): number => known.findIndex(([each]) => each === code);
  clusters.sort((a, b) => place(a.region_code) - place(b.region_code) || a.name.localeCompare(b.name));
  return { regions: known, clusters };
};

export interface Filter {
  cluster: string | undefined;
  state: Machine['state'] | undefined;
  tag: string | undefined;
  find: string;
}

const hasAll = ({ cluster, state, tag }: Filter, machine: Machine): boolean =>
  (cluster === undefined || machine.cluster_name === cluster) &&
  (state === undefined || machine.state === state) &&
  (tag === undefined || machine.tags.includes(tag));

/** The list has no search of its own; the search over everything finds up to 20 by name, address or tag. */
const search = async (filter: Filter): Promise<Answered<Machine>> => {
  const { items } = await api('GET /search', { query: { q: filter.find } });
  const ids = items.flatMap(({ kind, id }) => (kind === 'machine' ? [id] : []));
  const found = await Promise.all(
    ids.map((id) => api('GET /api/v1/machines/{id}', { params: { id } }).catch(() => undefined)),
  );
  return { items: found.flatMap((machine) => (machine && hasAll(filter, machine) ? [machine] : [])) };
};

const loadMachines = (filter: Filter, { limit, cursor, signal }: PageRequest): Promise<Answered<Machine>> => {
  if (filter.find !== '') return search(filter);
  const { cluster, state, tag } = filter;
  return api('GET /api/v1/machines', { query: { limit, cursor, cluster_name: cluster, state, tag }, signal });
};

export const useMachines = (filter: Filter): Pages<Machine> => {
  const wanted = filter.find.toLowerCase();
  return usePages<Machine>((page) => loadMachines(filter, page), {
    keep: 'machines',
    key: JSON.stringify(filter),
    everyMs: EVERY_MS,
    keyOf: ({ id }) => id,
    likely: (machine) =>
      hasAll(filter, machine) &&
      [machine.name, machine.ipv4, machine.ipv6].some((text) => text.toLowerCase().startsWith(wanted)),
  });
};
