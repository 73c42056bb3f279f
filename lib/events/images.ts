import { isDeepStrictEqual } from '#lib/core/deep-equal';
import type { Images } from './model.ts';

/**
 * What attributes have become, by their names, with `null` for one that went; undefined where none has changed. Engines
 * give the members of a map in any order.
 */
export const changed = (
  { before, after }: Images,
  attributes: readonly string[],
): Record<string, unknown> | undefined => {
  const different = attributes.filter((name) => !isDeepStrictEqual(before?.[name], after?.[name]));
  if (different.length === 0) return undefined;
  return Object.fromEntries(different.map((name) => [name, after?.[name] ?? null]));
};

/** Those of an image's attributes that are there, in this order. */
export const pick = (image: Readonly<Record<string, unknown>> | undefined, attributes: readonly string[]) =>
  Object.fromEntries(attributes.flatMap((name) => (image?.[name] === undefined ? [] : [[name, image[name]]])));

/** An attribute as text; nothing where it is not there. */
export const textOf = (image: Readonly<Record<string, unknown>> | undefined, attribute: string): string =>
  image?.[attribute] === undefined ? '' : String(image[attribute]);
