import type { GraphQLResolveInfo } from 'graphql';
import { AppError } from '#lib/core/errors';
import { askedOf, refusal } from '#lib/http/authentication';
import type { Endpoint } from '#lib/http/endpoint';
import type { Call } from '#lib/http/serve';
import { inputChecker } from '#lib/http/validate';
import { argumentOf, InputRefused, type Sent } from './arguments.ts';
import type { Context } from './context.ts';
import { makeLoaders } from './loaders.ts';
import { asSent } from './names.ts';

type Checked<E extends Endpoint> = Pick<Call<E>, 'params' | 'query' | 'body' | 'user'>;

/** `POST /graphql` has shown who calls; some of what it leads to asks for more. @throws AppError 401. */
const assertAccess = ({ access }: Endpoint, { user, token }: Context): void => {
  if (!user && askedOf(access) !== 'nothing') throw refusal('token', token);
};

const texts = (sent: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, String(value)]));

/** The fields of a body as the endpoint names them; what is no object is left for the endpoint to refuse. */
const named = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? asSent(body) : body;

/**
 * The resolver of an operation that an endpoint has too: the same access and the same checks of what was sent, then
 * `work` with the same input that the endpoint's own handler gets.
 */
export const endpointResolver = <E extends Endpoint, A extends object, T, P = unknown>(
  endpoint: E,
  sentIn: (args: A, parent: P) => Sent,
  work: (input: Checked<E>, context: Context) => T,
) => {
  let check: ReturnType<typeof inputChecker> | undefined;
  return (parent: P, args: A, context: Context, info: GraphQLResolveInfo): T => {
    assertAccess(endpoint, context);
    if (endpoint.method !== 'GET') context.loaders = makeLoaders(context);
    const { params = {}, query = {}, body } = sentIn(args, parent);
    const { user } = context;
    const sent = { params: texts(asSent(params)), query: texts(asSent(query)), body: named(body), user };
    // With the first call: most fields of the graph are not asked for in the life of a process.
    check ??= inputChecker(endpoint);
    const checked = check(sent);
    if ('data' in checked) return work({ ...checked.data, user } as unknown as Checked<E>, context);
    const names = info.parentType.getFields()[info.fieldName]?.args.map(({ name }) => name) ?? [];
    const places = sentIn(Object.fromEntries(names.map((name) => [name, name])) as A, parent);
    throw new InputRefused(
      checked.faults.map((fault) => ({ path: argumentOf(places, fault), message: fault.message })),
    );
  };
};

/** The same for a thing that may not be there: null instead of a 404. */
export const lookup = <E extends Endpoint, A extends object, T>(
  endpoint: E,
  sentIn: (args: A) => Sent,
  work: (input: Checked<E>, context: Context) => Promise<T>,
) => {
  const resolve = endpointResolver(endpoint, sentIn, work);
  return async (parent: unknown, args: A, context: Context, info: GraphQLResolveInfo): Promise<T | null> => {
    try {
      return await resolve(parent, args, context, info);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not-found') return null;
      throw error;
    }
  };
};
