import { type FieldError, invalid } from '#lib/core/errors';
import type { InputFault } from '#lib/http/validate';
import { asSent, camel } from './names.ts';

/** The arguments of a field, by where the endpoint of the same name has them. */
export interface Sent {
  params?: object;
  query?: object;
  /** An object, or the text of a file. */
  body?: object | string;
}

/** Bad input whose faults are named by the arguments of the field already. */
export class InputRefused extends Error {
  readonly fault;
  constructor(errors: FieldError[]) {
    super('Bad input');
    this.fault = invalid(errors);
  }
}

/**
 * The argument that a fault of an endpoint's input is about. `places` is what a field makes of its arguments when each
 * has its own name for a value: so whatever stands where the fault is, is the argument that went there.
 */
export const argumentOf = (places: Sent, { place, path }: Pick<InputFault, 'place' | 'path'>): string => {
  let there: unknown = places[place] ?? {};
  // An argument that is the whole body.
  if (typeof there === 'string') return [there, ...path].join('.');
  there = asSent(there as object);
  for (const [i, part] of path.entries()) {
    there = typeof there === 'object' && there !== null ? (there as Record<string, unknown>)[part] : undefined;
    if (typeof there === 'string') return [there, ...path.slice(i + 1)].join('.');
  }
  return path.map(camel).join('.');
};
