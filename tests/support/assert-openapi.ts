import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { endpoints } from '#lib/api';
import { endpointsAt } from '#lib/http/routes';
import { describeSystem } from '#lib/openapi/document';
import { isObject, type Json } from '#lib/openapi/generator/json';

const document = describeSystem({ asksForToken: false });
const ajv = new Ajv2020({ strict: false, logger: false, allErrors: true, formats: fullFormats });
ajv.addSchema(document, 'openapi.json');

const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
const validators = new Map<string, ValidateFunction>();

/** The validator of the schema at a JSON pointer (RFC 6901) into the document. */
export const validatorAt = (...pointer: string[]): ValidateFunction => {
  const $ref = `openapi.json#/${pointer.map(escaped).map(encodeURIComponent).join('/')}`;
  const known = validators.get($ref) ?? ajv.compile({ $ref });
  validators.set($ref, known);
  return known;
};

interface Place {
  pointer: string[];
  response: Json;
}

const at = (...pointer: string[]): Json => {
  let place: unknown = document;
  for (const part of pointer) place = isObject(place) ? place[part] : undefined;
  return isObject(place) ? place : {};
};

/** The answer that the document has for this one, through its reference to a shared one. */
const find = (pointer: string[]): Place | undefined => {
  const response = at(...pointer);
  if (typeof response.$ref === 'string') return find(response.$ref.slice(2).split('/'));
  return Object.keys(response).length > 0 ? { pointer, response } : undefined;
};

const operationAt = (method: string, path: string): string[] | undefined => {
  const found = endpointsAt(endpoints, path).find(({ endpoint }) => endpoint.method === method)?.endpoint;
  return found && ['paths', found.path.replace('+}', '}'), method.toLowerCase()];
};

/** What the layers in front of every endpoint say; it need not stand at each of them. */
const OF_ANY_CALL: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  413: 'TooLarge',
  415: 'UnsupportedMediaType',
};

/** Where no operation is, and for statuses of no operation's own, the document has the problem of any call. */
const placeOf = (method: string, path: string, status: number): Place | undefined => {
  const operation = operationAt(method, path);
  if (!operation) return status >= 400 ? find(['components', 'responses', 'Unexpected']) : undefined;
  const shared = OF_ANY_CALL[status];
  return (
    find([...operation, 'responses', status >= 500 ? 'default' : String(status)]) ??
    (shared ? find(['components', 'responses', shared]) : undefined)
  );
};

/**
 * Holds an answer of the running system against the OpenAPI document.
 * @throws Error when the document has no such status, no such content type, or another body.
 */
export const assertOpenapi = (
  method: string,
  path: string,
  { status, headers, body }: { status: number; headers: Headers; body: unknown },
): void => {
  // HEAD and OPTIONS go with every path, and are not in the document.
  if (['HEAD', 'OPTIONS'].includes(method) && body === '') return;
  const place = placeOf(method, path.replace(/\?.*/s, ''), status);
  const call = `${method} ${path} answered ${status}`;
  if (!place) throw new Error(`${call}, which the document does not know.`);
  if (body === '') return;
  const media = (headers.get('content-type') ?? '').replace(/;.*/, '');
  const { content } = place.response;
  if (!isObject(content) || !(media in content))
    throw new Error(`${call} as ${media}, which the document does not know.`);
  const validate = validatorAt(...place.pointer, 'content', media, 'schema');
  if (!validate(typeof body === 'string' ? undefined : body) && typeof body !== 'string')
    throw new Error(
      `${call}, but not as the document says: ${ajv.errorsText(validate.errors)}; ${JSON.stringify(body)}`,
    );
};
