import * as z from 'zod';
import type { User } from '#lib/auth/model';
import { AppError, type FieldError, invalid } from '#lib/core/errors';
import type { Endpoint } from './endpoint.ts';

/** What a caller sent, before anything is believed of it. */
export interface RequestInput {
  params: Record<string, string | undefined>;
  query: Record<string, string | undefined>;
  body: unknown;
  user?: User | undefined;
}

const fieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'is not a known field' }));
  });

const strictly = (shape: z.ZodObject | undefined): z.ZodType => (shape ?? z.object({})).strict();

/**
 * Makes the check of path, query and body against what the endpoint says, once: zod compiles a schema at its first use.
 * The check gives the three typed, or throws an AppError (400) that names every fault of all of them at once.
 */
export const inputValidator = (endpoint: Endpoint) => {
  const schemas = {
    params: strictly(endpoint.params),
    query: strictly(endpoint.query),
    body: endpoint.body ?? z.unknown(),
  };
  return ({ params, query, body, user }: RequestInput) => {
    const results = {
      params: schemas.params.safeParse(params),
      query: schemas.query.safeParse(query),
      body: schemas.body.safeParse(body),
    };
    const errors = Object.values(results).flatMap((result) => (result.success ? [] : fieldErrors(result.error)));
    if (user) errors.push(...(endpoint.refineForUser?.(user, body) ?? []));
    if (errors.length > 0) throw invalid(errors);
    return { params: results.params.data, query: results.query.data, body: results.body.data };
  };
};

const ONE_MIB = 1024 * 1024;
const JSON_TYPE = /^application\/([^;]+\+)?json\s*(;|$)/i;

/** @throws AppError 413 over 1 MiB, and 415 for a body that names a content type other than JSON. */
export const assertReadable = (body: string | undefined, isBase64: boolean, contentType: string | undefined): void => {
  if (!body) return;
  const bytes = Buffer.byteLength(body, isBase64 ? 'base64' : 'utf8');
  if (bytes > ONE_MIB)
    throw new AppError('too-large', 'body.too-large', `The body has ${bytes} bytes; 1 MiB is the most.`);
  if (contentType && !JSON_TYPE.test(contentType))
    throw new AppError('media-type', 'body.not-json', `The body is ${contentType}; only application/json is read.`);
};
