import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { endpoints } from '#lib/api';
import { describeSystem, openapiText, VERSION } from '#lib/openapi/document';
import { isObject, type Json } from '#lib/openapi/generator/json';
import { problemExamples } from '#lib/openapi/problem-examples';
import { tags } from '#lib/openapi/tags';
import { validatorAt } from '#support/assert-openapi';
import { declaredFunctions, routesOf } from '#support/functions-yml';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const document = describeSystem({ asksForToken: false }) as Json & { paths: Record<string, Record<string, Json>> };

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('docs/openapi.json is current (npm run openapi writes it)', () => {
  expect(read('docs/openapi.json')).toBe(openapiText());
});

test('a strict linter finds nothing', async () => {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      // The paths are those that clients have called for years, slashes at the end included.
      'no-path-trailing-slash': 'off',
    },
  });
  const problems = await lintFromString({ source: openapiText(), absoluteRef: 'openapi.json', config });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([]);
});

test('every route of serverless.yml is in the document, under the name of its function, and no other', () => {
  const served = Object.entries(declaredFunctions())
    .flatMap(([name, declared]) => routesOf(declared).map((route) => `${name}: ${route.replace('+}', '}')}`))
    .filter((line) => line !== 'fallback: *');
  const described = operations.map(
    ({ path, method, operation }) => `${operation.operationId}: ${method.toUpperCase()} ${path}`,
  );
  expect(described.sort()).toEqual(served.sort());
});

test('every area of an endpoint has a name and a sentence', () => {
  expect(endpoints.map(({ area }) => area).filter((area) => !(area in tags))).toEqual([]);
});

test('the version is that of the package', () => {
  expect(VERSION).toBe((JSON.parse(read('package.json')) as { version: string }).version);
});

/** Every `{ schema, example }` of the document, with the pointer to it. */
const shown = (value: unknown, pointer: string[] = []): { pointer: string[]; example: unknown }[] => {
  if (Array.isArray(value)) return value.flatMap((entry, i) => shown(entry, [...pointer, String(i)]));
  if (!isObject(value)) return [];
  const own = 'example' in value && 'schema' in value ? [{ pointer, example: value.example }] : [];
  return [...own, ...Object.entries(value).flatMap(([key, entry]) => shown(entry, [...pointer, key]))];
};

test('every example fits its schema', () => {
  const examples = shown(document);
  expect(examples.length).toBeGreaterThan(10);
  const wrong = examples.flatMap(({ pointer, example }) => {
    const validate = validatorAt(...pointer, 'schema');
    return validate(example) ? [] : [{ at: pointer.join(' '), example, errors: validate.errors }];
  });
  expect(wrong).toEqual([]);
});

test('every JSON answer and every body has an example', () => {
  const bare = operations.flatMap(({ path, method, operation }) => {
    const { requestBody, responses } = operation as { requestBody?: Json; responses: Record<string, Json> };
    return [requestBody, ...Object.values(responses)]
      .map((part) => (part?.content as Record<string, Json> | undefined)?.['application/json'])
      .filter((json) => json?.schema && (json.schema as Json).$ref && json.example === undefined)
      .map(() => `${method} ${path}`);
  });
  expect(bare).toEqual([]);
});

test('every problem that is shown belongs to an operation or area that has it', () => {
  const has = (name: string, status: number): boolean =>
    endpoints.some((one) => [one.name, one.area].includes(name) && one.problems?.some((own) => own === status));
  const strangers = Object.entries(problemExamples).flatMap(([name, shown]) =>
    Object.keys(shown).flatMap((status) => (has(name, Number(status)) ? [] : [`${name} ${status}`])),
  );
  expect(strangers).toEqual([]);
});

test('every parameter says what it is', () => {
  const silent = operations.flatMap(({ operation }) =>
    ((operation.parameters ?? []) as Json[])
      .filter(({ $ref, description }) => !$ref && !description)
      .map(({ name }) => `${operation.operationId} ${name}`),
  );
  expect(silent).toEqual([]);
});

test('schema names read well', () => {
  const { schemas } = document.components as { schemas: Record<string, Json> };
  expect(Object.keys(schemas).filter((name) => !/^([A-Z][a-z0-9]*)+$/.test(name))).toEqual([]);
});
