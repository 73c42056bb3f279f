import type { Context } from 'aws-lambda';

/** A handler that shows what it was given. */
export const handler = async (event: unknown, context: Context) => {
  if (event === 'throw') throw new Error('as asked');
  return { event, context: { ...context }, leftMs: context.getRemainingTimeInMillis() };
};
