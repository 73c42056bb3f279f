import { pick, textOf } from '#lib/events/images';
import type { Derivation } from '#lib/events/model';

/** What happens to compute clusters: for the eyes of their owner alone. */
export const computeEvents: Derivation = ({ before, after }) => {
  if (before !== undefined && after !== undefined) return [];
  const [what, image] = after ? ['created', after] : ['deleted', before];
  return [
    {
      type: `compute.${what}`,
      subject: textOf(image, 'id'),
      text: `Compute cluster ${textOf(image, 'id')} was ${what}`,
      data: { ...pick(image, ['id', 'cpus', 'creator']), memory: Number(image?.memory) },
      onlyFor: Number(image?.creator),
    },
  ];
};
