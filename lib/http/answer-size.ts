import type { AppError } from '#lib/core/errors';
import { answerTooLarge } from './errors.ts';
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
  return bytes <= MOST_BYTES ? undefined : answerTooLarge(bytes);
};

/** @throws AppError 413 for a reply that Lambda would not hand on. */
export const bounded = (reply: HttpResponse): HttpResponse => {
  const refusal = tooLarge(reply.body ?? '');
  if (refusal) throw refusal;
  return reply;
};
