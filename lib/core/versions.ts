type Item = Record<string, unknown>;

/** The shape of the items that are written now, kept in each as `v`. Whoever changes a shape raises it by one. */
export const VERSION = 2;

/** Makes an item of the version before one of this version. */
export type Upgrade = (item: Item) => Item;

/**
 * By type, for those whose shape changed with the last version. A pool of version 1 has no ranges: its addresses are
 * those that have an item, and are used on as they are.
 */
const UPGRADES: Readonly<Record<string, Upgrade>> = {
  pool: (item) => ({ ...item, legacy: true }),
};

/**
 * An item as this version knows it. Reading changes nothing in the table; the next write of the whole item does. One of
 * a later version (a deployment was rolled back) is read as it stands, since writes name only what they change.
 */
export const current = (item: Item, { version = VERSION, upgrades = UPGRADES } = {}): Item => {
  const isBefore = typeof item.v === 'number' && item.v < version;
  return isBefore ? (upgrades[String(item.type)]?.(item) ?? item) : item;
};
