import { isObject, type Json } from './json.ts';

type Resolve = (schema: Json) => Json;

const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: '0b54ef1e-64f2-5bd7-8b5d-f0b9f2f1d4a6',
  'date-time': '2026-11-20T15:44:00.000Z',
  uri: 'https://example.com/',
};

const typeOf = ({ type }: Json): unknown => (Array.isArray(type) ? type[0] : type);

/** Whether somebody chose an example for this schema. */
const isShown = (schema: Json, resolve: Resolve): boolean => {
  const { examples, items } = resolve(schema);
  return examples !== undefined || (isObject(items) && isShown(items, resolve));
};

const ofObject = (schema: Json, resolve: Resolve): Json => {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  const required = (schema.required ?? []) as string[];
  return Object.fromEntries(
    properties
      .filter(([name, property]) => required.includes(name) || isShown(property, resolve))
      .map(([name, property]) => [name, exampleOf(property, resolve)]),
  );
};

/**
 * An example that fits a JSON Schema: the one it brings, or one made from its parts. Optional properties are in it when
 * they bring their own.
 */
export const exampleOf = (given: Json, resolve: Resolve): unknown => {
  const schema = resolve(given);
  const { examples, default: fallback, const: only, enum: choices, anyOf, oneOf, format, items, minimum } = schema;
  if (Array.isArray(examples)) return examples[0];
  if (only !== undefined) return only;
  if (Array.isArray(choices)) return choices[0];
  const options = anyOf ?? oneOf;
  if (Array.isArray(options)) return exampleOf(options[0] as Json, resolve);
  switch (typeOf(schema)) {
    case 'object':
      return ofObject(schema, resolve);
    case 'array':
      return isObject(items) ? [exampleOf(items, resolve)] : [];
    case 'string':
      return fallback ?? BY_FORMAT[String(format)] ?? 'text';
    case 'integer':
    case 'number':
      return fallback ?? Math.max(1, Number(minimum ?? 1));
    case 'boolean':
      return fallback ?? true;
    default:
      return fallback ?? null;
  }
};
