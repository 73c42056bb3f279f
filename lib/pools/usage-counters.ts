import type { ResourceRecord } from './records.ts';

/**
 * What is counted of a pool: `held` are allocated for good, `timed` have a time when they come back. `total` counts the
 * resources that are there by their item; how many the ranges have, they tell themselves.
 */
export interface Counts {
  total: number;
  held: number;
  timed: number;
}

type Counted = Pick<ResourceRecord, 'status' | 'backAt' | 'ranged'>;

/** One resource's share of the counts. */
const share = (resource: Counted | undefined): Counts => {
  if (!resource) return { total: 0, held: 0, timed: 0 };
  const timed = resource.backAt !== undefined;
  const held = !timed && resource.status === 'ALLOCATED';
  return { total: resource.ranged ? 0 : 1, held: held ? 1 : 0, timed: timed ? 1 : 0 };
};

const combined =
  (sign: 1 | -1) =>
  (a: Counts, b: Counts): Counts => ({
    total: a.total + sign * b.total,
    held: a.held + sign * b.held,
    timed: a.timed + sign * b.timed,
  });
export const plus = combined(1);
export const minus = combined(-1);

export const NOTHING: Counts = { total: 0, held: 0, timed: 0 };

/** The counts of resources, each of them looked at. */
export const countUsage = (resources: readonly Counted[]): Counts => resources.map(share).reduce(plus, NOTHING);

/** How the counts change when resources do. */
export const difference = (changes: readonly { before?: Counted | undefined; after?: Counted | undefined }[]): Counts =>
  changes.map(({ before, after }) => minus(share(after), share(before))).reduce(plus, NOTHING);

/** Whether a change counts at all. */
export const matters = (change: { before?: Counted | undefined; after?: Counted | undefined }): boolean =>
  !isNothing(difference([change]));

export const isNothing = ({ total, held, timed }: Counts): boolean => total === 0 && held === 0 && timed === 0;
