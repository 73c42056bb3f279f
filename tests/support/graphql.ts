import { handler } from '#functions/graphql/post-graphql';
import { call } from './call.ts';

/** Runs a query through the real handler and gives what GraphQL answers: `{ data, errors }`. */
export const graphql = async (
  query: string,
  { variables, headers = {} }: { variables?: Record<string, unknown>; headers?: Record<string, string> } = {},
) => (await call(handler, 'POST /graphql', { body: { query, variables }, headers })).body;
