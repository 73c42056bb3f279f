/** A piece of a JSON document. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same document with every `$ref` put through `change`. */
export const mapRefs = (value: unknown, change: (ref: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((entry) => mapRefs(entry, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      key === '$ref' && typeof entry === 'string' ? change(entry) : mapRefs(entry, change),
    ]),
  );
};

/** Every `$ref` of a document. */
export const refsOf = (value: unknown): string[] => {
  const refs: string[] = [];
  mapRefs(value, (ref) => {
    refs.push(ref);
    return ref;
  });
  return refs;
};

/** The same with the members of `value` in alphabetical order, so that a document is the same however it was made. */
export const sorted = <T>(members: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
