import { AppError } from '#lib/core/errors';
import type { HttpResponse } from './response.ts';

/** Lambda hands on answers of up to 6 MB (6,291,556 bytes), headers and all; a larger one is a bare 500 for the caller. */
const MOST_BYTES = 5_500_000;

/** The bytes of a text in the JSON that Lambda hands on: quotes and line ends are escaped there once more. */
const bytesInJson = (text: string): number => {
  const bytes = Buffer.byteLength(text);
  return bytes <= MOST_BYTES / 2 ? bytes : Buffer.byteLength(JSON.stringify(text));
};

/** The refusal of an answer that Lambda would not hand on; undefined for one that it does. */
export const tooLarge = (text: string): AppError | undefined => {
  const bytes = bytesInJson(text);
  if (bytes <= MOST_BYTES) return undefined;
  const size = (bytes / 1_000_000).toFixed(1);
  return new AppError(
    'too-large',
    'answer.too-large',
    `The answer has ${size} MB, and 5.5 MB is the most. Ask for fewer entries at once with \`limit\`, or for fewer fields.`,
  );
};

/** @throws AppError 413 for a reply that Lambda would not hand on. */
export const bounded = (reply: HttpResponse): HttpResponse => {
  const refusal = tooLarge(reply.body ?? '');
  if (refusal) throw refusal;
  return reply;
};
