import { changed, pick, textOf } from '#lib/events/images';
import type { Derivation, Happening, Images } from '#lib/events/model';

type Kind = 'machine' | 'cluster';

const happening = (kind: Kind, what: string, image: Images['after'], data: Record<string, unknown>): Happening => ({
  type: `${kind}.${what}`,
  subject: textOf(image, 'id'),
  text: `${kind === 'machine' ? 'Machine' : 'Cluster'} ${textOf(image, 'name')} was ${what}`,
  data: { [kind]: image?.id, name: image?.name, ...data },
});

const CLUSTER = ['name', 'region_code'];

/** What happens to clusters of machines. A cluster is gone from when its deletion is decided. */
export const clusterEvents: Derivation = ({ before, after }) => {
  if (before === undefined) return [happening('cluster', 'created', after, pick(after, CLUSTER))];
  if (after === undefined) return [];
  if (after.sealed_at !== undefined)
    return before.sealed_at === undefined ? [happening('cluster', 'deleted', after, {})] : [];
  const edited = changed({ before, after }, CLUSTER);
  return edited ? [happening('cluster', 'updated', after, edited)] : [];
};

const MACHINE = ['name', 'tags'];
const BEGUN = ['passing', 'settled', 'settled_at'];

const lastOperation = (image: Images['after']): unknown =>
  (image?.operations as { type: string }[] | undefined)?.at(-1)?.type;

/** What happens to machines. An operation is one event, when it begins: what it leads to is known from then on. */
export const machineEvents: Derivation = ({ before, after }) => {
  if (after === undefined) return [happening('machine', 'deleted', before, pick(before, ['cluster_id']))];
  if (before === undefined)
    return [happening('machine', 'created', after, pick(after, ['cluster_id', ...MACHINE, 'ipv4', 'ipv6', ...BEGUN]))];
  const operated = changed({ before, after }, BEGUN)
    ? [
        {
          ...happening('machine', 'operated', after, { operation: lastOperation(after), ...pick(after, BEGUN) }),
          text: `${String(lastOperation(after))} was begun on machine ${textOf(after, 'name')}`,
        },
      ]
    : [];
  const edited = changed({ before, after }, MACHINE);
  return [...operated, ...(edited ? [happening('machine', 'updated', after, edited)] : [])];
};
