import { api } from '../core/api.ts';
import type { Cluster, Machine } from '../core/model.ts';
import { allPages } from '../core/pages.ts';

/** Codes of regions and the names to show. */
export type Regions = readonly (readonly [code: string, name: string])[];

export interface Cloud {
  regions: Regions;
  clusters: Cluster[];
  machines: Machine[];
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

export const loadCloud = async (): Promise<Cloud> => {
  const [known, clusters, machines] = await Promise.all([
    loadRegions(),
    allPages((cursor) => api('GET /api/v1/clusters', { query: { cursor } })),
    allPages((cursor) => api('GET /api/v1/machines', { query: { cursor } })),
  ]);
  return { regions: known, clusters, machines };
};

export interface Filter {
  region: string;
  cluster: string;
  state: string;
  tags: readonly string[];
  find: string;
}

/** The machines that fit each part of the filter; with several tags, those that have all of them. */
export const fitting = (machines: readonly Machine[], { region, cluster, state, tags, find }: Filter): Machine[] =>
  machines.filter(
    (machine) =>
      (region === '' || machine.region_code === region) &&
      (cluster === '' || machine.cluster_name === cluster) &&
      (state === '' || machine.state === state) &&
      tags.every((tag) => machine.tags.includes(tag)) &&
      [machine.name, machine.ipv4, machine.ipv6].some((text) => text.includes(find)),
  );

/** All tags with how many machines have each, the most used first. */
export const tagsOf = (machines: readonly Machine[]): [string, number][] => {
  const counts = new Map<string, number>();
  for (const { tags } of machines) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
};
