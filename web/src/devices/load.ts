import { api } from '../core/api.ts';
import type { Device } from '../core/model.ts';
import type { Answered } from '../core/page-chain.ts';
import { type PageRequest, type Pages, usePages } from '../core/use-pages.ts';

const EVERY_MS = 5000;

/** As much of a device as its row shows. */
export interface ListedDevice extends Pick<Device, 'id' | 'name' | 'ip' | 'last_registered_at' | 'exec'> {}

export type Status = NonNullable<Device['exec']>['status'];

export interface Filter {
  status: Status | undefined;
  q: string;
}

/** The devices whose newest registration is in a state: from the list of those. */
const loadByStatus = async (status: Status, page: PageRequest): Promise<Answered<ListedDevice>> => {
  const { limit, cursor, signal } = page;
  const { items, next_cursor } = await api('GET /ztp/execs', { query: { status, limit, cursor }, signal });
  return {
    items: items.map((exec) => ({
      id: exec.device,
      name: '',
      ip: exec.ip,
      last_registered_at: exec.registered_at,
      exec,
    })),
    next_cursor,
  };
};

const load = async ({ status, q }: Filter, page: PageRequest): Promise<Answered<ListedDevice>> => {
  if (status !== undefined && q === '') return loadByStatus(status, page);
  const { limit, cursor, signal } = page;
  const { items, next_cursor } = await api('GET /fleet/devices', {
    query: { q: q || undefined, limit, cursor },
    signal,
  });
  return { items: items.filter(({ exec }) => status === undefined || exec?.status === status), next_cursor };
};

/** Devices page by page; where all are loaded, the newest first. */
export const useDevices = (filter: Filter): Pages<ListedDevice> => {
  const wanted = filter.q.toLowerCase();
  const pages = usePages<ListedDevice>((page) => load(filter, page), {
    keep: 'devices',
    key: JSON.stringify(filter),
    everyMs: EVERY_MS,
    keyOf: ({ id }) => id,
    likely: ({ id, name, ip, exec }) =>
      (filter.status === undefined || exec?.status === filter.status) &&
      [id, name, ip].some((text) => text.toLowerCase().startsWith(wanted)),
  });
  if (!pages.complete) return pages;
  const items = [...pages.items].sort((a, b) => b.last_registered_at.localeCompare(a.last_registered_at));
  return { ...pages, items };
};
