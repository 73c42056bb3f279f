import { changed, pick, textOf } from '#lib/events/images';
import type { Derivation, Happening, Images } from '#lib/events/model';
import { decodeIntervals } from './interval-codec.ts';
import { type Interval, totalOf } from './intervals.ts';
import { asCount, asRanges } from './ip-ranges.ts';

const isGone = (image: Images['after']): boolean => image === undefined || image.stage === 'REMOVING';

/** The ids of pools are used again: which life of the id it is about, so that late events of an earlier one are known. */
const generationOf = (image: Images['after']) => (image?.born === undefined ? {} : { generation: image.born });

const poolHappening = (what: string, image: Images['after'], data: Record<string, unknown>): Happening => ({
  type: `pool.${what}`,
  subject: textOf(image, 'id'),
  text: `Pool ${textOf(image, 'id')} was ${what}`,
  data: { pool: textOf(image, 'id'), ...generationOf(image), ...data },
});

const EDITABLE = ['name', 'description', 'network', 'space', 'coolDownSeconds'];

/** So many ranges of a new pool are named in its event; of more, their number of addresses alone. */
const NAMED_RANGES = 100;

/** The addresses that a pool begins with. */
const addressesIn = (image: Images['after']): Record<string, unknown> => {
  const set: Interval[] = image?.ranges instanceof Uint8Array ? decodeIntervals(image.ranges) : [];
  const resources = set.length <= NAMED_RANGES ? { resources: asRanges(set) } : {};
  return { ...resources, total: asCount(totalOf(set)) };
};

/** What happens to pools. A pool is gone from when its deletion is decided; another one may then take its item. */
export const poolEvents: Derivation = ({ before, after }) => {
  const isAnother = before !== undefined && after !== undefined && before.born !== after.born;
  const deleted =
    before && !isGone(before) && (isGone(after) || isAnother) ? [poolHappening('deleted', before, {})] : [];
  if (after === undefined || isGone(after)) return deleted;
  if (before === undefined || isGone(before) || isAnother)
    return [...deleted, poolHappening('created', after, { ...pick(after, EDITABLE), ...addressesIn(after) })];
  const edited = changed({ before, after }, EDITABLE);
  return [
    ...rangeEvents({ before, after }),
    ...(edited ? [poolHappening('updated', after, edited)] : []),
    ...exhaustedEvents({ before, after }),
  ];
};

/** A call was refused since nothing was free: once, until those who hold its addresses are others. */
const exhaustedEvents = ({ before, after }: Images): Happening[] => {
  if (after?.exhausted === undefined || after.exhausted === before?.exhausted) return [];
  const { type, subject, data } = poolHappening('exhausted', after, { total: addressesIn(after).total });
  return [{ type, subject, text: `Pool ${subject} is exhausted: none of its addresses is free`, data }];
};

/** What was added to a pool's ranges, or removed from them: noted in its item with the version that it came with. */
const rangeEvents = ({ before, after }: Images): Happening[] => {
  const noted = after?.noted as { version: number; what: 'added' | 'removed'; range: string } | undefined;
  if (!noted || noted.version !== after?.version || before?.version === after?.version) return [];
  const image = { pool: after?.id, born: after?.born, ip_address: noted.range };
  return [addressHappening(noted.what, noted.what, image)];
};

const isHeld = (image: Images['after']): boolean => image?.status === 'ALLOCATED';

const addressHappening = (what: string, sentence: string, image: Images['after']): Happening => {
  const length = image?.prefixLength;
  const named = `${length === undefined ? 'Address' : 'Block'} ${textOf(image, 'ip_address')}`;
  return {
    type: `address.${what}`,
    subject: textOf(image, 'ip_address'),
    text: `${named}${length === undefined ? '' : `/${length}`} of pool ${textOf(image, 'pool')} was ${sentence}`,
    data: {
      pool: image?.pool,
      ...generationOf(image),
      ...pick(image, ['id', 'ip_address']),
      ...(length !== undefined && { prefix_length: length }),
      ...(what === 'allocated' && {
        ...pick(image, ['owner']),
        ...(image?.leaseUntil !== undefined && { lease_until: image.leaseUntil }),
      }),
    },
  };
};

/**
 * What becomes of an address whose item goes. One of the ranges needs no item to be there. When it was held, its
 * allocation came too late: the pool or this address of it was gone, and the allocation was taken back.
 */
const goneEvents = (before: Images['before'], at: string | undefined): Happening[] => {
  if (!before?.ranged) return [addressHappening('removed', 'removed', before)];
  const isOver = before.leaseUntil !== undefined && at !== undefined && String(before.leaseUntil) <= at;
  if (!isHeld(before) || isOver) return [];
  const { data, ...happening } = addressHappening('released', 'released: its allocation came too late', before);
  return [{ ...happening, data: { ...data, withdrawn: true } }];
};

/** What happens to addresses. Those of a pool that is created or deleted come and go with it, without events of their own. */
export const addressEvents: Derivation = ({ before, after, at }) => {
  if (after === undefined) return goneEvents(before, at);
  if (before === undefined && !isHeld(after)) return [];
  const to = after.owner === undefined ? '' : ` to ${String(after.owner)}`;
  if (isHeld(after) && changed({ before, after }, ['status', 'owner', 'leaseUntil', 'claim']))
    return [addressHappening('allocated', `allocated${to}`, after)];
  return isHeld(before) && !isHeld(after) ? [addressHappening('released', 'released', after)] : [];
};
