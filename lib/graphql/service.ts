import { NoSchemaIntrospectionCustomRule, parse, type ValidationRule } from 'graphql';
import { createHandler } from 'graphql-http';
import type { User } from '#lib/auth/model';
import { isLocal } from '#lib/core/settings';
import { tooLarge } from '#lib/http/answer-size';
import type { Context } from './context.ts';
import { bounded, LIMITS } from './cost.ts';
import { formatError } from './errors.ts';
import { makeLoaders } from './loaders.ts';
import { assertNesting } from './nesting.ts';
import { schema } from './schema.ts';

/** A query as it was sent (GraphQL over HTTP, 5.4). */
export interface Query {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** What a resolver knows of its call, as the server hands it on. */
type Caller = Context & Record<string, unknown>;

const rules = (variables: Readonly<Record<string, unknown>> | null | undefined): ValidationRule[] => [
  bounded(variables ?? {}),
  ...(isLocal() ? [] : [NoSchemaIntrospectionCustomRule]),
];

const handle = createHandler<undefined, Caller, Caller>({
  schema,
  parse: (source, options) => {
    assertNesting(source);
    return parse(source, { ...options, maxTokens: LIMITS.tokens });
  },
  validationRules: (_, { variableValues }, usual) => [...usual, ...rules(variableValues)],
  context: ({ context }) => context,
  formatError,
});

/**
 * Runs a query for a user, by the rules of GraphQL over HTTP: `accept` decides between `application/json`, where errors
 * come with 200, and `application/graphql-response+json`, where a query that cannot be run is 400.
 */
export const run = async (
  query: Query,
  {
    user,
    token,
    accept = '*/*',
  }: { [name in 'token' | 'accept']?: string | undefined } & { user?: User | undefined } = {},
): Promise<{ status: number; media: string; body: Record<string, unknown> }> => {
  const [text, { status, headers = {} }] = await handle({
    method: 'POST',
    url: '/graphql',
    // Whoever takes neither of the two is answered in JSON, as everywhere.
    headers: { 'content-type': 'application/json', accept: `${accept}, */*` },
    body: { ...query },
    raw: undefined,
    context: { user, token, loaders: makeLoaders({ user }) },
  });
  const refusal = tooLarge(text ?? '');
  const body = refusal ? { errors: [formatError(refusal)], data: null } : JSON.parse(text ?? '{}');
  return { status, media: headers['content-type'] ?? 'application/json', body };
};
