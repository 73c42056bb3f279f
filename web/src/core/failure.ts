import { ApiError } from '#lib/http/client';

export interface FieldError {
  path: string;
  message: string;
}

interface Refusal {
  errors?: FieldError[];
  /** The block that an address belongs to, which is released as one. */
  block?: unknown;
  /** What the calls on `/` answer instead of a problem: a word. */
  status?: unknown;
}

const refusalOf = (error: unknown): Refusal =>
  error instanceof ApiError && typeof error.body === 'object' && error.body !== null ? (error.body as Refusal) : {};

/** Those words, for people. */
const SAID: Readonly<Record<string, string>> = {
  NAME_ALREADY_EXIST: 'A server of that name exists already.',
  NAME_DID_NOT_FOUND: 'There is no server of that name.',
  WRONG_REQUEST: 'The name or the address is not valid.',
};

/** The HTTP status of a refused call; 0 when no answer came. */
export const statusOf = (error: unknown): number => (error instanceof ApiError ? error.status : 0);

/** The id of the block because of which a call was refused. */
export const blockIn = (error: unknown): string | undefined => {
  const { block } = refusalOf(error);
  return typeof block === 'string' ? block : undefined;
};

/** What is wrong with which field, in the API's words. */
export const fieldErrorsOf = (error: unknown): readonly FieldError[] => refusalOf(error).errors ?? [];

/** Why a call failed, in the API's own words where it answered. */
export const messageOf = (error: unknown): string => {
  const { status: word } = refusalOf(error);
  if (typeof word === 'string') return SAID[word] ?? word;
  if (error instanceof ApiError) return error.message;
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'The API did not answer in time.';
  if (error instanceof TypeError) return 'The API cannot be reached.';
  return error instanceof Error ? error.message : String(error);
};
