import { GraphQLError } from 'graphql';
import { AppError } from '#lib/core/errors';
import { log } from '#lib/core/log';
import { statusOf } from '#lib/http/problem';
import { InputRefused } from './arguments.ts';
import { asArgument } from './names.ts';

const plainExtensionsOf = (fault: AppError): Record<string, unknown> => ({
  code: fault.code,
  status: statusOf(fault),
  ...(fault.errors && { errors: fault.errors }),
  ...fault.extra,
});

/** What a service says of its input, by the names that endpoints have for it, as the arguments are called. */
const extensionsOf = (fault: AppError): Record<string, unknown> => ({
  ...plainExtensionsOf(fault),
  ...(fault.errors && { errors: fault.errors.map(({ path, message }) => ({ path: asArgument(path), message })) }),
});

const sentenceOf = ({ errors, message }: AppError): string =>
  errors ? errors.map(({ path, message }) => (path ? `${asArgument(path)}: ${message}` : message)).join('; ') : message;

/**
 * An error as it is answered: a fault with the words, code and status that REST has for it, what is wrong with the query
 * itself as graphql-js says it, and a defect of ours without a word of what it was.
 */
export const formatError = (error: Readonly<GraphQLError | Error>): GraphQLError => {
  const { originalError: cause = error, nodes, path } = error instanceof GraphQLError ? error : ({} as GraphQLError);
  const at = { nodes: nodes ?? null, path: path ?? null };
  if (cause instanceof InputRefused)
    return new GraphQLError(cause.fault.message, { ...at, extensions: plainExtensionsOf(cause.fault) });
  if (cause instanceof AppError) return new GraphQLError(sentenceOf(cause), { ...at, extensions: extensionsOf(cause) });
  if (cause instanceof GraphQLError)
    return new GraphQLError(cause.message, {
      ...at,
      source: cause.source ?? null,
      positions: cause.positions ?? null,
      extensions: { code: 'graphql.invalid', status: 400, ...cause.extensions },
    });
  log.error('Unexpected error', { error: cause as Error });
  return new GraphQLError('Something is wrong on our side.', { ...at, extensions: { code: 'defect', status: 500 } });
};
