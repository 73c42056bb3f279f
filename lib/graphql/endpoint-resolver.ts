import { AppError } from '#lib/core/errors';
import { askedOf, refusal } from '#lib/http/authentication';
import type { Endpoint } from '#lib/http/endpoint';
import type { Call } from '#lib/http/serve';
import { inputValidator } from '#lib/http/validate';
import type { Context } from './context.ts';
import { makeLoaders } from './loaders.ts';
import { asSent } from './names.ts';

/** The arguments of a field, by where the endpoint of the same name has them. */
interface ResolverInput {
  params?: object;
  query?: object;
  body?: object;
}

type Checked<E extends Endpoint> = Pick<Call<E>, 'params' | 'query' | 'body' | 'user'>;

/** `POST /graphql` has shown who calls; some of what it leads to asks for more. @throws AppError 401. */
const assertAccess = ({ access }: Endpoint, { user, token }: Context): void => {
  if (!user && askedOf(access) !== 'nothing') throw refusal('token', token);
};

const texts = (sent: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, String(value)]));

/**
 * The resolver of an operation that an endpoint has too: the same access and the same checks of what was sent, then
 * `work` with the same input that the endpoint's own handler gets.
 */
export const endpointResolver = <E extends Endpoint, A extends object, T, P = unknown>(
  endpoint: E,
  sentIn: (args: A, parent: P) => ResolverInput,
  work: (input: Checked<E>, context: Context) => T,
) => {
  const read = inputValidator(endpoint);
  return (parent: P, args: A, context: Context): T => {
    assertAccess(endpoint, context);
    if (endpoint.method !== 'GET') context.loaders = makeLoaders(context);
    const { params = {}, query = {}, body } = sentIn(args, parent);
    const { user } = context;
    const sent = { params: texts(asSent(params)), query: texts(asSent(query)), body: body && asSent(body), user };
    return work({ ...read(sent), user } as Checked<E>, context);
  };
};

/** The same for a thing that may not be there: null instead of a 404. */
export const lookup = <E extends Endpoint, A extends object, T>(
  endpoint: E,
  sentIn: (args: A) => ResolverInput,
  work: (input: Checked<E>, context: Context) => Promise<T>,
) => {
  const resolve = endpointResolver(endpoint, sentIn, work);
  return async (parent: unknown, args: A, context: Context): Promise<T | null> => {
    try {
      return await resolve(parent, args, context);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not-found') return null;
      throw error;
    }
  };
};
