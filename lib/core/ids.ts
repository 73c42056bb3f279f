import { randomUUID } from 'node:crypto';
import { v5, v7 } from 'uuid';

/** A new random id: UUID version 4 (RFC 9562). */
export const randomId = (): string => randomUUID();

/** A new random id that sorts as text in the order of creation: UUID version 7 (RFC 9562). */
export const timedId = (): string => v7();

/**
 * The id that belongs to `name` for ever: UUID version 5 (RFC 9562) in one of Muster's namespaces. The parts are joined
 * as JSON, so that `['a', 'b:c']` and `['a:b', 'c']` never meet.
 */
export const nameId = (namespace: string, ...name: string[]): string => v5(JSON.stringify(name), namespace);
