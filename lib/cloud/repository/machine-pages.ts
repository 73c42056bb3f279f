import { batchGet } from '#lib/db/batch';
import { cursorAfter, positionAfter } from '#lib/db/cursor';
import { type KeyQuery, machineFound, machineKey, machines, machinesOf, machinesTagged } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { MachineRecord } from '../records.ts';

/** Which machines: those of a cluster (its id), those with a tag, those that are both, or all. */
export interface Selection {
  cluster?: string | undefined;
  tag?: string | undefined;
}

const keyQueryOf = ({ cluster, tag }: Selection): KeyQuery => {
  if (tag !== undefined) return machinesTagged(tag, cluster);
  return cluster === undefined ? machines : machinesOf(cluster);
};

const SHOWN = Object.keys(MachineRecord.shape);

export interface Found {
  machine: MachineRecord;
  /** Where a page that ends with this machine is continued. */
  cursorAfterIt: () => string | undefined;
}

/**
 * Looks at up to `limit` entries of the index and gives the machines that they lead to, oldest first. The index follows
 * the table in a moment, so what it leads to is checked against the query once more.
 */
export const page = async (
  selection: Selection,
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<{ found: Found[]; next: string | undefined }> => {
  const keyQuery = keyQueryOf(selection);
  // One entry more, alone, tells whether another page follows.
  const { items, next } = await table.query(keyQuery, { limit: limit + 1, after: positionAfter(keyQuery, cursor) });
  const entries = new Map(items.slice(0, limit).map((entry) => [machineFound(entry), entry]));
  const records = (await batchGet([...entries.keys()].map(machineKey), { only: SHOWN })).map((item) =>
    MachineRecord.parse(item),
  );
  const { tag } = selection;
  return {
    found: records
      .filter(({ tags }) => tag === undefined || tags.includes(tag))
      .map((machine) => ({
        machine,
        cursorAfterIt: () => cursorAfter(keyQuery, entries.get(machine.id)),
      })),
    next: cursorAfter(keyQuery, next || items.length > limit ? [...entries.values()].at(-1) : undefined),
  };
};
