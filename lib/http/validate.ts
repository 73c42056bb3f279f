import * as z from 'zod';
import type { User } from '#lib/auth/model';
import { type FieldError, invalid } from '#lib/core/errors';
import type { Endpoint } from './endpoint.ts';
import { messageFor } from './validation-messages.ts';

/** The three places where a call has its input. */
export type Place = 'params' | 'query' | 'body';

/** What a caller sent, before anything is believed of it. */
export interface RequestInput {
  params: Record<string, string | undefined>;
  query: Record<string, string | undefined>;
  body: unknown;
  user?: User | undefined;
  /** What was found wrong with it before it was read. */
  faults?: readonly FieldError[];
}

/** A fault of the input, and where it is. */
export interface InputFault {
  place: Place;
  path: readonly string[];
  message: string;
}

type Issue = z.core.$ZodIssue;

const isLimitOf = (issue: Issue, limit: number): boolean =>
  (issue.code === 'too_big' && issue.maximum === limit) || (issue.code === 'too_small' && issue.minimum === -limit);

/** What no whole number may be, zod says of one that a field's own limit refuses, too. */
const withoutRepeats = (issues: readonly Issue[]): Issue[] => {
  const isOwn = (issue: Issue): boolean => !isLimitOf(issue, Number.MAX_SAFE_INTEGER);
  const said = new Set(issues.filter(isOwn).map(({ path }) => path.join('.')));
  return issues.filter((issue) => isOwn(issue) || !said.has(issue.path.join('.')));
};

const faultsOf = (place: Place, error: z.ZodError): InputFault[] =>
  withoutRepeats(error.issues).flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') return [{ place, path, message: issue.message }];
    return issue.keys.map((key) => ({ place, path: [...path, key], message: 'is not a known field' }));
  });

const strictly = (shape: z.ZodObject | undefined): z.ZodType => (shape ?? z.object({})).strict();

type Checked = { data: Record<Place, unknown> } | { faults: InputFault[] };

/**
 * Makes the check of path, query and body against what the endpoint says, once: zod compiles a schema at its first use.
 * The check gives the three typed, or every fault of all of them at once.
 */
export const inputChecker = (endpoint: Endpoint) => {
  const schemas = {
    params: strictly(endpoint.params),
    query: strictly(endpoint.query),
    body: endpoint.body ?? z.unknown(),
  };
  const options = { error: messageFor };
  return ({ params, query, body, user }: Omit<RequestInput, 'faults'>): Checked => {
    const results = {
      params: schemas.params.safeParse(params, options),
      query: schemas.query.safeParse(query, options),
      body: schemas.body.safeParse(body, options),
    };
    const faults = Object.entries(results).flatMap(([place, result]) =>
      result.success ? [] : faultsOf(place as Place, result.error),
    );
    const own = user ? (endpoint.refineForUser?.(user, body) ?? []) : [];
    faults.push(...own.map(({ path, message }) => ({ place: 'body' as const, path: path.split('.'), message })));
    if (faults.length > 0) return { faults };
    return { data: { params: results.params.data, query: results.query.data, body: results.body.data } };
  };
};

/** Finds faults of a body, as it was sent, that only the table can tell. */
export type FaultFinder = (body: unknown) => Promise<FieldError[]>;

/**
 * The same check as a reader. `findMore` is asked only where something is wrong, so that all of it is named together.
 * @throws AppError 400 that names every fault, those that were known before it included.
 */
export const inputValidator = (endpoint: Endpoint, findMore: FaultFinder = async () => []) => {
  const check = inputChecker(endpoint);
  return async ({ faults = [], ...sent }: RequestInput): Promise<Record<Place, unknown>> => {
    const checked = check(sent);
    const found = 'faults' in checked ? checked.faults : [];
    const errors = [...faults, ...found.map(({ path, message }) => ({ path: path.join('.'), message }))];
    if (errors.length > 0 || 'faults' in checked) throw invalid([...errors, ...(await findMore(sent.body))]);
    return checked.data;
  };
};
