import type { Endpoint } from '#lib/http/endpoint';
import { describeSystem } from '#lib/openapi/document';
import { exampleOf } from '#lib/openapi/generator/example';
import { isObject, type Json } from '#lib/openapi/generator/json';
import type { CallOptions } from './call.ts';

const document = describeSystem({ asksForToken: false });

const at = (pointer: readonly string[]): Json => {
  let place: unknown = document;
  for (const part of pointer) place = isObject(place) ? place[part] : undefined;
  return isObject(place) ? place : {};
};

const resolve = (schema: Json): Json =>
  typeof schema.$ref === 'string' ? resolve(at(schema.$ref.slice(2).split('/'))) : schema;

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Json;
  example?: unknown;
}

/** What must be given although no one parameter is required: one or the other. */
const EITHER: Readonly<Record<string, Record<string, string>>> = { findResources: { ip: '10.0.0.5' } };

/** A call of an endpoint that its validation lets pass: made from the examples of the document. */
export const validCall = ({ name: endpoint, path, method }: Endpoint): CallOptions => {
  const operation = at(['paths', path.replace('+}', '}'), method.toLowerCase()]);
  const parameters = ((operation.parameters ?? []) as Json[]).map(resolve) as unknown as Parameter[];
  const valuesIn = (place: string): Record<string, string> =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === place && (place === 'path' || parameter.required))
        .map(({ name, schema, example }) => [name, String(example ?? exampleOf(schema, resolve))]),
    );
  const { content } = (isObject(operation.requestBody) ? resolve(operation.requestBody) : {}) as { content?: Json };
  const media = isObject(content) ? Object.values(content)[0] : undefined;
  const schema = isObject(media) && isObject(media.schema) ? media.schema : undefined;
  return {
    params: valuesIn('path'),
    query: { ...valuesIn('query'), ...EITHER[endpoint] },
    ...(schema && { body: exampleOf(schema, resolve) }),
  };
};
