import { endpoints } from '#lib/api';
import { handlerOf } from '../authentication.ts';
import { type CallOptions, call, lambdaContext } from '../call.ts';
import { declaredFunctions } from '../functions-yml.ts';
import { givenLogin } from '../users.ts';

/** Calls that bring a function to do whatever its code can ask of AWS. */
export type Exercises = Record<string, () => Promise<unknown>>;

const { headers } = await givenLogin();

/** Calls an endpoint by its name, as somebody who is logged in. */
export const as = async (name: string, options: CallOptions = {}) => {
  const endpoint = endpoints.find((each) => each.name === name);
  if (!endpoint) throw new Error(`There is no endpoint ${name}`);
  return call(await handlerOf(endpoint), endpoint.route, { ...options, headers: { ...headers, ...options.headers } });
};

/** Calls a function that has no endpoint. */
export const run = async (key: string, event: unknown): Promise<unknown> => {
  const file = declaredFunctions()[key]?.handler.replace(/\.handler$/, '.ts');
  const { handler } = await import(new URL(`../../../${file}`, import.meta.url).href);
  return handler(event, { ...lambdaContext(), getRemainingTimeInMillis: () => 900_000 });
};
