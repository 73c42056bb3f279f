import { randomUUID } from 'node:crypto';
import { v5, v7, validate } from 'uuid';

/** A new random id: UUID version 4 (RFC 9562). */
export const randomId = (): string => randomUUID();

/** A new id that sorts as text by the time it was made: UUID version 7 (RFC 9562). */
export const timedId = (): string => v7();

/** Whether a text is a UUID as Muster writes them, in lower case; whatever is not one names nothing. */
export const isId = (text: string): boolean => validate(text) && text === text.toLowerCase();

/**
 * The id that belongs to `name` for ever: UUID version 5 (RFC 9562) in one of Muster's namespaces. The parts are joined
 * as JSON, so that `['a', 'b:c']` and `['a:b', 'c']` never meet.
 */
export const nameId = (namespace: string, ...name: string[]): string => v5(JSON.stringify(name), namespace);
