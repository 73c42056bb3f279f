import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { endpoints } from '#lib/api';
import { describeSystem } from '#lib/docs/document';
import { isObject, type Json } from '#lib/http/openapi/json';
import { endpointsAt } from '#lib/http/routes';

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

const operationAt = (asked: string, path: string): string[] | undefined => {
  const method = asked === 'HEAD' ? 'GET' : asked;
  const found = endpointsAt(endpoints, path).find(({ endpoint }) => endpoint.method === method)?.endpoint;
  return found && ['paths', found.path.replace('+}', '}'), method.toLowerCase()];
};

/** Bodies are looked at before it is known that nobody reads them: these need not stand at every GET. */
const OF_ANY_BODY: Readonly<Record<number, string>> = { 413: 'TooLarge', 415: 'NotJson' };

const placeOf = (operation: string[], status: number): Place | undefined => {
  const shared = OF_ANY_BODY[status];
  return (
    find([...operation, 'responses', status >= 500 ? 'default' : String(status)]) ??
    (shared ? find(['components', 'responses', shared]) : undefined)
  );
};

interface Answered {
  status: number;
  headers: Headers;
  body: unknown;
}

const mediaOf = ({ headers }: Answered): string => (headers.get('content-type') ?? '').replace(/;.*/, '');

/** What no operation stands for: HEAD and OPTIONS have no body, and all else is refused with a problem. */
const assertUndescribed = (call: string, answered: Answered): void => {
  if (answered.body === '' && answered.status < 400) return;
  const isProblem = mediaOf(answered) === 'application/problem+json';
  if (!isProblem || !validatorAt('components', 'schemas', 'Problem')(answered.body))
    throw new Error(`${call}, which is no problem: ${JSON.stringify(answered.body)}`);
};

/**
 * Holds an answer of the running system against the OpenAPI document.
 * @throws Error when the document has no such status, no such content type, or another body.
 */
export const assertDescribed = (method: string, path: string, answered: Answered): void => {
  const { status, body } = answered;
  const call = `${method} ${path} answered ${status}`;
  const operation = operationAt(method, path.replace(/\?.*/s, ''));
  if (!operation) {
    assertUndescribed(call, answered);
    return;
  }
  const place = placeOf(operation, status);
  if (!place) throw new Error(`${call}, which the document does not know.`);
  if (body === '') return;
  const media = mediaOf(answered);
  const { content } = place.response;
  if (!isObject(content) || !(media in content))
    throw new Error(`${call} as ${media}, which the document does not know.`);
  if (typeof body === 'string') return;
  const validate = validatorAt(...place.pointer, 'content', media, 'schema');
  if (!validate(body))
    throw new Error(
      `${call}, but not as the document says: ${ajv.errorsText(validate.errors)}; ${JSON.stringify(body)}`,
    );
};
