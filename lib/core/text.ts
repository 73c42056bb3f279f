import * as z from 'zod';

const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/** `1,024`. What formats numbers for any language takes longer to load than all of a function's own code. */
export const withCommas = (count: number | bigint): string =>
  Number.isInteger(Number(count)) ? String(count).replace(/\B(?=(\d{3})+$)/g, ',') : String(count);

/** Of how many characters a text may be: code points, as JSON Schema counts and people mostly do. */
const ofLength = (max: number) => ({
  isShort: (text: string): boolean => text.length <= max || codePoints(text) <= max,
  tooLong: { error: `must have at most ${withCommas(max)} characters`, abort: true },
  shown: { maxLength: max },
});

/** Text that UTF-8 can hold, up to `max` characters. */
export const Text = (max: number) => {
  const { isShort, tooLong, shown } = ofLength(max);
  return z
    .string()
    .refine(isShort, tooLong)
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
    .meta(shown);
};

const EMPTY = { error: 'must not be empty', abort: true };

/**
 * 1 to `max` printable characters. Control, format, surrogate and unassigned ones, and the separators of lines and
 * paragraphs, are not.
 */
export const Printable = (max: number) => {
  const { isShort, tooLong, shown } = ofLength(max);
  return z
    .string()
    .min(1, EMPTY)
    .refine(isShort, tooLong)
    .regex(/^[^\p{C}\u2028\u2029]*$/u, { error: 'must be printable characters', abort: true })
    .meta(shown);
};

/** A name that a person can read back: printable characters, neither first nor last of them a space. */
export const Name = (max: number) => {
  const { isShort, tooLong, shown } = ofLength(max);
  return z
    .string()
    .min(1, EMPTY)
    .refine(isShort, tooLong)
    .refine((text) => /^[^\p{C}\u2028\u2029]*$/u.test(text), { error: 'must be printable characters', abort: true })
    .regex(/^[^\p{C}\p{Z}]([^\p{C}\u2028\u2029]*[^\p{C}\p{Z}])?$/u, 'must not begin or end with a space')
    .meta(shown);
};

const REACHABLE = /^(?!\.{1,2}$)[^/]*$/;

/**
 * A name that something is created with, and that paths will have in them; what was created before may be another.
 * Clients drop `.` and `..` (RFC 3986, 5.2.4), and API Gateway decodes a path before it routes, so that a `/` would make
 * another path of it.
 */
export const inPath = <T extends z.ZodType<string, string>>(name: T): T =>
  name
    .refine((text) => REACHABLE.test(text), {
      error: 'must not be . or .., and must not have a /, which a path cannot carry',
      when: ({ issues }) => issues.length === 0,
    })
    .meta({ allOf: [{ pattern: REACHABLE.source }] });

/** Order of texts as DynamoDB has it, by the bytes of UTF-8: JavaScript compares the units of UTF-16. */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The beginning of a text: whole characters, in UTF-8 at most so many bytes. */
export const clippedToBytes = (text: string, bytes: number): string => {
  const buffer = Buffer.from(text);
  if (buffer.length <= bytes) return text;
  // A decoder that expects more keeps the first bytes of a character that is cut through to itself.
  return new TextDecoder().decode(buffer.subarray(0, bytes), { stream: true });
};
