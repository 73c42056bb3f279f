import * as z from 'zod';
import { endpoint } from '#lib/http/endpoint';
import { isFailedByUs } from './failure.ts';

const Query = z
  .strictObject({
    query: z.string().meta({ description: 'The document', example: '{ pools { nodes { id name } } }' }),
    operationName: z.string().nullish().meta({ description: 'Which operation of the document to run' }),
    variables: z.record(z.string(), z.unknown()).nullish().meta({ description: 'What stands for its variables' }),
    extensions: z.record(z.string(), z.unknown()).nullish().meta({ description: 'Read by nobody' }),
  })
  .meta({ id: 'GraphqlQuery' });

const GraphqlError = z.looseObject({
  message: z.string(),
  path: z.array(z.union([z.string(), z.int()])).optional(),
  extensions: z
    .looseObject({ code: z.string(), status: z.int() })
    .meta({ description: 'The `code` and `status` that the problem has elsewhere; `errors` for bad input' }),
});

const Result = z
  .looseObject({
    data: z.record(z.string(), z.unknown()).nullish(),
    errors: z.array(GraphqlError).optional(),
  })
  .meta({
    id: 'GraphqlResult',
    description: 'What was asked for, and what went wrong',
    example: { data: { pools: { nodes: [{ id: 'rack-1', name: 'Rack 1' }] } } },
  });

export const postGraphql = endpoint('POST /graphql', {
  name: 'postGraphql',
  area: 'graphql',
  summary: 'Queries and mutations over all areas',
  description:
    'Errors of a well-formed query come with status 200 in `errors`; with `Accept: application/graphql-response+json` a query that cannot be run is 400. `schema.graphql` has the schema.',
  body: Query,
  isFailure: isFailedByUs,
  answers: {
    200: Result.meta({ media: ['application/json', 'application/graphql-response+json'] }),
    400: Result.meta({ media: 'application/graphql-response+json' }),
  },
});
