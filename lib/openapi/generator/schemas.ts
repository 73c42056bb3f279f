import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { isObject, type Json, mapRefs, refsOf, sorted } from './json.ts';

/** What a caller may send (before defaults), or what is answered (after them). */
export type Direction = 'input' | 'output';

const HOME = '#/components/schemas/';

const refTo = (name: string, direction: Direction): Json => ({ $ref: `${HOME}${name}@${direction}` });

/** The name and direction in a reference that `refTo` made. */
const target = (ref: string): [name: string, direction: Direction] =>
  ref.slice(HOME.length).split('@') as [string, Direction];

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** JSON Schema as OpenAPI 3.1 wants it: `examples`, nothing of our own, and no pattern where a format says it already. */
const tidy =
  (direction: Direction): Override =>
  ({ zodSchema, jsonSchema }) => {
    if ('example' in jsonSchema) jsonSchema.examples = [jsonSchema.example];
    delete jsonSchema.example;
    delete jsonSchema.media;
    // Every key is text, and every whole number one that JavaScript can tell from the next.
    delete jsonSchema.propertyNames;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.format) delete jsonSchema.pattern;
    const { def } = zodSchema._zod;
    // Only bodies refuse unknown fields; an answer may grow new ones.
    if (direction === 'output' && def.type === 'object' && !def.catchall) delete jsonSchema.additionalProperties;
  };

/**
 * Collects the schemas of a document. One with an id (`.meta({ id })`) becomes a component of that name; where what is
 * sent and what is answered differ (defaults), the sent one is called `...Input`.
 */
export class Schemas {
  readonly #found = new Map<string, Partial<Record<Direction, Json>>>();

  /** A schema for use in the document: a reference where it has a name, else as it stands. `name` names nameless objects. */
  add(schema: z.ZodType, direction: Direction, name?: string): Json {
    const {
      $schema,
      $defs = {},
      ...root
    } = z.toJSONSchema(schema, {
      io: direction,
      unrepresentable: 'any',
      override: tidy(direction),
    }) as Json & { $defs?: Record<string, Json> };
    const referring = (json: Json): Json =>
      mapRefs(json, (ref) => String(refTo(ref.replace('#/$defs/', ''), direction).$ref)) as Json;
    for (const [id, { id: _, ...json }] of Object.entries($defs)) this.#keep(id, direction, referring(json));
    const own = referring(root);
    if (!name || own.$ref || own.type !== 'object') return own;
    this.#keep(name, direction, own);
    return refTo(name, direction);
  }

  /** The schema behind a reference that `add` gave; any other schema as it is. */
  resolve(schema: Json): Json {
    if (typeof schema.$ref !== 'string') return schema;
    const [name, direction] = target(schema.$ref);
    return { ...this.#found.get(name)?.[direction], ...schema, $ref: undefined };
  }

  /** Puts the final names into a document, and the components they stand for. */
  settle(document: Json): Json {
    const split = this.#split();
    const nameOf = (name: string, direction: Direction): string =>
      direction === 'input' && split.has(name) ? `${name}Input` : name;
    const final = (value: unknown): unknown =>
      mapRefs(value, (ref) => (ref.startsWith(HOME) && ref.includes('@') ? HOME + nameOf(...target(ref)) : ref));
    const schemas: Record<string, unknown> = {};
    for (const [name, directions] of this.#found)
      for (const [direction, json] of Object.entries(directions))
        schemas[nameOf(name, direction as Direction)] = final(json);
    const { components } = document;
    return final({
      ...document,
      components: { ...(isObject(components) && components), schemas: sorted(schemas) },
    }) as Json;
  }

  #keep(name: string, direction: Direction, json: Json): void {
    const known = this.#found.get(name) ?? {};
    if (known[direction] && !isDeepStrictEqual(known[direction], json))
      throw new Error(`Two schemas have the id ${name}; the document needs a name for each.`);
    this.#found.set(name, { ...known, [direction]: json });
  }

  /** The names whose two directions differ, by themselves or in what they refer to. */
  #split(): Set<string> {
    const plain = (json: Json): unknown => mapRefs(json, (ref) => ref.replace(/@.*/, ''));
    const split = new Set<string>();
    for (const [name, { input, output }] of this.#found)
      if (input && output && !isDeepStrictEqual(plain(input), plain(output))) split.add(name);
    for (let size = -1; size < split.size; ) {
      size = split.size;
      for (const [name, { input, output }] of this.#found)
        if (input && output && refsOf(input).some((ref) => split.has(target(ref)[0]))) split.add(name);
    }
    return split;
  }
}
