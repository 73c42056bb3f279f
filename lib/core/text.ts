import * as z from 'zod';

/** Control, format, surrogate and unassigned characters, and the line and paragraph separators, are not printable. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Text that UTF-8 can hold, up to `max` characters (UTF-16 units, as JavaScript and JSON Schema users count). */
export const Text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

/** 1 to `max` printable characters. */
export const Printable = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !UNPRINTABLE.test(text), 'must be printable characters');

/** A name that a person can read back: printable characters, neither first nor last of them a space. */
export const Name = (max: number) =>
  Printable(max).refine((text) => text === text.trim(), 'must not begin or end with a space');

/**
 * Whether a text can stand in a path and be had out of it again: clients drop `.` and `..` (RFC 3986, 5.2.4), and API
 * Gateway decodes a path before it routes, so that `/`, `?`, `#` and `%` would cut it short or make another of it.
 */
const isReachable = (text: string): boolean => text !== '.' && text !== '..' && !/[/?#%]/.test(text);

/** A name that something is created with, and that paths will have in them; what was created before may be another. */
export const inPath = <T extends z.ZodType<string, string>>(name: T): T =>
  name.refine(isReachable, {
    error: 'must not be . or .., and must not have / ? # or %, which a path cannot carry',
    when: ({ issues }) => issues.length === 0,
  });

/** Order of texts as DynamoDB has it, by the bytes of UTF-8: JavaScript compares the units of UTF-16. */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
