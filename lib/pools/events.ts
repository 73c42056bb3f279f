import { changed, pick, textOf } from '#lib/events/images';
import type { Derivation, Happening, Images } from '#lib/events/model';

const isGone = (image: Images['after']): boolean => image === undefined || image.stage === 'REMOVING';

const poolHappening = (what: string, image: Images['after'], data: Record<string, unknown>): Happening => ({
  type: `pool.${what}`,
  subject: textOf(image, 'id'),
  text: `Pool ${textOf(image, 'id')} was ${what}`,
  data: { pool: textOf(image, 'id'), ...data },
});

const EDITABLE = ['name', 'description', 'network', 'space', 'coolDownSeconds'];

/** What happens to pools. A pool is gone from when its deletion is decided; another one may then take its item. */
export const poolEvents: Derivation = ({ before, after }) => {
  const isAnother = before !== undefined && after !== undefined && before.born !== after.born;
  const deleted =
    before && !isGone(before) && (isGone(after) || isAnother) ? [poolHappening('deleted', before, {})] : [];
  if (after === undefined || isGone(after)) return deleted;
  if (before === undefined || isGone(before) || isAnother)
    return [...deleted, poolHappening('created', after, pick(after, EDITABLE))];
  const edited = changed({ before, after }, EDITABLE);
  return [...rangeEvents({ before, after }), ...(edited ? [poolHappening('updated', after, edited)] : [])];
};

/** What was added to a pool's ranges, or removed from them: noted in its item with the version that it came with. */
const rangeEvents = ({ before, after }: Images): Happening[] => {
  const noted = after?.noted as { version: number; what: 'added' | 'removed'; range: string } | undefined;
  if (!noted || noted.version !== after?.version || before?.version === after?.version) return [];
  const image = { pool: after?.id, ip_address: noted.range };
  return [addressHappening(noted.what, noted.what, image)];
};

const isHeld = (image: Images['after']): boolean => image?.status === 'ALLOCATED';

const addressHappening = (what: string, sentence: string, image: Images['after']): Happening => ({
  type: `address.${what}`,
  subject: textOf(image, 'ip_address'),
  text: `Address ${textOf(image, 'ip_address')} of pool ${textOf(image, 'pool')} was ${sentence}`,
  data: {
    pool: image?.pool,
    ...pick(image, ['id', 'ip_address']),
    ...(what === 'allocated' && {
      ...pick(image, ['owner']),
      ...(image?.leaseUntil !== undefined && { lease_until: image.leaseUntil }),
    }),
  },
});

/** What happens to addresses. Those of a pool that is created or deleted come and go with it, without events of their own. */
export const addressEvents: Derivation = ({ before, after }) => {
  if (after === undefined) return before?.ranged ? [] : [addressHappening('removed', 'removed', before)];
  if (before === undefined && !isHeld(after)) return [];
  const to = after.owner === undefined ? '' : ` to ${String(after.owner)}`;
  if (isHeld(after) && changed({ before, after }, ['status', 'owner', 'leaseUntil', 'claim']))
    return [addressHappening('allocated', `allocated${to}`, after)];
  return isHeld(before) && !isHeld(after) ? [addressHappening('released', 'released', after)] : [];
};
