export interface FieldError {
  path: string;
  message: string;
}

interface Problem {
  title?: string;
  detail?: string;
  errors?: FieldError[];
  /** What the calls on `/` answer instead of a problem: a word. */
  status?: number | string;
}

/** A call that did not succeed, in the API's own words. Status 0: no answer came. */
export class Failure extends Error {
  readonly status: number;
  readonly errors: readonly FieldError[];

  constructor(status: number, message: string, errors: readonly FieldError[] = []) {
    super(message);
    this.name = 'Failure';
    this.status = status;
    this.errors = errors;
  }
}

/** A refused call's body as a Failure. */
export const failureOf = (status: number, body: unknown): Failure => {
  const { title, detail, errors, status: word } = (body ?? {}) as Problem;
  const words = detail ?? title ?? (typeof word === 'string' ? word : `The API answered ${status}.`);
  return new Failure(status, words, errors ?? []);
};

/** No answer at all: the stack is not running, or the network is away. */
export const noAnswer = (cause: unknown): Failure =>
  cause instanceof DOMException && cause.name === 'TimeoutError'
    ? new Failure(0, 'The API did not answer in time.')
    : new Failure(0, 'The API cannot be reached.');

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
