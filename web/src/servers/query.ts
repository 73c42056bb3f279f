import type { Server } from '../core/model.ts';

export const STATUSES = ['DOWN', 'UP', 'UNKNOWN'] as const;
const ORDERS = ['status', 'name', 'last_ping_ms'] as const;

export interface Filter {
  status: Server['status'] | undefined;
  sort: (typeof ORDERS)[number];
  q: string;
  tag: string | undefined;
}

/** What the address of the view asks for. Down comes first, unless it says otherwise. */
export const filterOf = ({ state, sort, find = '', tag }: Record<string, string>): Filter => ({
  status: STATUSES.find((each) => each === state),
  sort: ORDERS.find((each) => each === sort) ?? 'status',
  q: find.trim(),
  tag,
});

/** What the API is asked for a page of them. */
export const queryOf = ({ status, sort, q, tag }: Filter, page: { limit?: number; cursor: string | undefined }) => ({
  ...page,
  ...{ status, sort, tag, q: q || undefined },
});
