/** What can go wrong with a call, by kind; `lib/http/problem.ts` is the one place that turns a kind into a status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'precondition'
  | 'too-large'
  | 'media-type'
  | 'unprocessable'
  | 'too-many-requests'
  | 'unavailable';

/** One fault of a request: where it is (`resources.2`, `limit`) and what is wrong with it. */
export interface FieldError {
  path: string;
  message: string;
}

export interface AppErrorOptions {
  /** Every fault of the request at once, for bad input. */
  errors?: FieldError[];
  /** Further members of the problem answer, such as `allowed`. */
  extra?: Record<string, unknown>;
  /** Headers of the answer, such as `Retry-After`. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/**
 * An expected failure: a kind that decides the status, a stable `code` to branch on (`resource.allocated`), and a
 * sentence for people. Anything thrown that is not an AppError is a defect of ours and is answered 500.
 */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly errors: FieldError[] | undefined;
  readonly extra: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    kind: ErrorKind,
    code: string,
    detail: string,
    { errors, extra = {}, headers = {}, cause }: AppErrorOptions = {},
  ) {
    super(detail, { cause });
    this.name = 'AppError';
    this.kind = kind;
    this.code = code;
    this.errors = errors;
    this.extra = extra;
    this.headers = headers;
  }
}

const MOST_FAULTS = 100;

/** As many faults as help anyone, and how many more there are: an answer may have no more than Lambda hands on. */
const bounded = (errors: FieldError[]): FieldError[] => {
  const more = errors.length - MOST_FAULTS;
  if (more <= 0) return errors;
  return [...errors.slice(0, MOST_FAULTS), { path: '', message: `There are more faults than these: ${more}` }];
};

/** Bad input, with every fault named, up to a hundred of them. */
export const invalid = (faults: FieldError[], code = 'request.invalid'): AppError => {
  const errors = bounded(faults);
  const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return new AppError('invalid', code, detail, { errors });
};

/** Nothing is there under that name. */
export const notFound = (code: string, detail: string): AppError => new AppError('not-found', code, detail);

/** The state of the thing does not allow it. */
export const conflict = (code: string, detail: string, extra: Record<string, unknown> = {}): AppError =>
  new AppError('conflict', code, detail, { extra });

/** Nothing is wrong with the call; try again after `retryAfterSeconds`. */
export const unavailable = (code: string, detail: string, retryAfterSeconds = 1, cause?: unknown): AppError =>
  new AppError('unavailable', code, detail, { headers: { 'Retry-After': String(retryAfterSeconds) }, cause });

/**
 * The same builders for one area, which names the codes that it has: any other does not compile. Each area has its
 * errors in `lib/<area>/errors.ts`, one function for each, with its sentence.
 */
export const errorsOf = <Code extends string>() => ({
  error: (kind: ErrorKind, code: Code, detail: string, options?: AppErrorOptions) =>
    new AppError(kind, code, detail, options),
  invalid: (code: Code, errors: FieldError[]) => invalid(errors, code),
  notFound: notFound as (code: Code, detail: string) => AppError,
  conflict: conflict as (code: Code, detail: string, extra?: Record<string, unknown>) => AppError,
  unavailable: unavailable as (code: Code, detail: string, retryAfterSeconds?: number, cause?: unknown) => AppError,
});
