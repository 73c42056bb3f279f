import { randomUUID } from 'node:crypto';
import { parse, v5, v7, validate } from 'uuid';
import * as z from 'zod';

/** A new random id: UUID version 4 (RFC 9562). */
export const randomId = (): string => randomUUID();

/** A new id that sorts as text by the time it was made: UUID version 7 (RFC 9562). */
export const timedId = (): string => v7();

/** An id like `timedId`, of the same moment as the timed id `like`, and otherwise from the id `name` alone. */
export const timedIdOf = (like: string, name: string): string =>
  v7({ msecs: Number.parseInt(like.replaceAll('-', '').slice(0, 12), 16), random: parse(name) });

/** Whether a text is a UUID as Muster writes them, in lower case; whatever is not one names nothing. */
export const isId = (text: string): boolean => validate(text) && text === text.toLowerCase();

/** Longer than any id, and short enough for the key of an item. */
const LOOKED_UP = 64;

/**
 * An id in a path: any text, for what is no id names nothing, which is 404 and not 400. UUIDs are read in either case.
 * What no key of the table could hold is cut to what one can, and names nothing still.
 */
export const IdInPath = z
  .string()
  .toLowerCase()
  .overwrite((text) => text.slice(0, LOOKED_UP).toWellFormed())
  .meta({ format: 'uuid' });

/**
 * The id that belongs to `name` for ever: UUID version 5 (RFC 9562) in one of Muster's namespaces. The parts are joined
 * as JSON, so that `['a', 'b:c']` and `['a:b', 'c']` never meet.
 */
export const nameId = (namespace: string, ...name: string[]): string => v5(JSON.stringify(name), namespace);
