import { compareBytes } from '#lib/core/text';

/**
 * A stretch of the list of servers, from the name it begins with up to where the next one does. It keeps its number for as
 * long as it is there.
 */
export interface Stretch {
  begin: string;
  number: number;
}

/** The list as one stretch. */
const WHOLE: Stretch = { begin: '', number: 0 };

/** One stretch with those of the names that are in it. */
interface Filled extends Stretch {
  names: readonly string[];
}

const filled = (stretches: readonly Stretch[], names: readonly string[]): Filled[] => {
  let at = 0;
  return stretches.map((stretch, i) => {
    const next = stretches[i + 1]?.begin;
    const from = at;
    while (at < names.length && (next === undefined || compareBytes(names[at] ?? '', next) < 0)) at += 1;
    return { ...stretch, names: names.slice(from, at) };
  });
};

/** The shortest beginning of `name` that comes after `before`. */
const between = (before: string, name: string): string => {
  const [signs, others] = [[...name], [...before]];
  const same = signs.findIndex((sign, i) => sign !== others[i]);
  return signs.slice(0, same + 1).join('');
};

/** A stretch that has grown too long, in equal pieces; the first keeps the number, the others have none yet. */
const divided = ({ begin, number, names }: Filled, size: number): (Omit<Filled, 'number'> & { number?: number })[] => {
  const pieces = names.length > 2 * size ? Math.floor(names.length / size) : 1;
  const cuts = Array.from({ length: pieces + 1 }, (_, i) => Math.round((i * names.length) / pieces));
  return cuts.slice(0, -1).map((cut, i) => ({
    begin: i === 0 ? begin : between(names[cut - 1] ?? '', names[cut] ?? ''),
    names: names.slice(cut, cuts[i + 1]),
    ...(i === 0 && { number }),
  }));
};

/** Those that have become short are joined to the one before. */
const joined = (stretches: readonly Filled[], size: number): Filled[] => {
  const found: Filled[] = [];
  for (const stretch of stretches) {
    const last = found.at(-1);
    if (last && last.names.length + stretch.names.length < size)
      found[found.length - 1] = { ...last, names: [...last.names, ...stretch.names] };
    else found.push(stretch);
  }
  return found;
};

/**
 * Stretches of about `size` names each, for names in the order of the list: those of before, where one of more than twice
 * as many is divided, and two that have less than that together are joined. Nothing else changes its stretch.
 */
export const cutAnew = (stretches: readonly Stretch[], names: readonly string[], size: number): Stretch[] => {
  const before = joined(filled(stretches.length > 0 ? stretches : [WHOLE], names), size);
  const used = new Set(before.map(({ number }) => number));
  let next = 0;
  const free = (): number => {
    while (used.has(next)) next += 1;
    used.add(next);
    return next;
  };
  return before.flatMap((stretch) => divided(stretch, size)).map(({ begin, number = free() }) => ({ begin, number }));
};

/** The stretches of one of `of` parts, counted from 1, each with where the next one begins. */
export const stretchesOfPart = (
  stretches: readonly Stretch[],
  { index, of }: { index: number; of: number },
): { begin: string; next: string | undefined }[] =>
  stretches.flatMap(({ begin, number }, i) =>
    number % of === index - 1 ? [{ begin, next: stretches[i + 1]?.begin }] : [],
  );
