import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type * as z from 'zod';
import { endpoints } from '#lib/api';
import { declaredFunctions, functionFiles, readYaml, routesOf } from '#support/functions-yml';

const functions = declaredFunctions();
const byRoute = (a: string, b: string) => (a < b ? -1 : 1);

test('every endpoint has exactly one function of its name, and every route of a function is an endpoint', () => {
  const said = endpoints.map(({ name, route }) => `${name}: ${route}`);
  const deployed = Object.entries(functions).flatMap(([key, declared]) =>
    routesOf(declared)
      .filter((route) => route !== '*')
      .map((route) => `${key}: ${route}`),
  );
  expect(deployed.sort(byRoute)).toEqual(said.sort(byRoute));
});

test('no two endpoints share a name or a route, trailing slashes and parameter names aside', () => {
  const routes = endpoints.map(({ route }) => route.replace(/\{\w+/g, '{').replace(/\/$/, ''));
  expect(new Set(endpoints.map(({ name }) => name)).size).toBe(endpoints.length);
  expect(new Set(routes).size).toBe(endpoints.length);
});

test('exactly one function takes whatever no route names', () => {
  const catchAll = Object.entries(functions).filter(([, declared]) => routesOf(declared).includes('*'));
  expect(catchAll.map(([key]) => key)).toEqual(['fallback']);
});

test('serverless.yml takes in the functions of every area', () => {
  const { functions: files } = readYaml('serverless.yml') as { functions: string[] };
  expect([...files].sort()).toEqual(functionFiles().map((file) => `\${file(${file})}`));
});

test.each(Object.entries(functions))('the handler of %s is a file of its own', (_, { handler }) => {
  expect(handler).toMatch(/^functions\/[a-z-]+\/[a-z-]+\.handler$/);
  expect(existsSync(new URL(`../../${handler.replace(/\.handler$/, '.ts')}`, import.meta.url))).toBe(true);
  expect(Object.values(functions).filter((other) => other.handler === handler)).toHaveLength(1);
});

/** Names that a client or API Gateway makes another path of. */
const UNREACHABLE = ['.', '..', 'a/b'];

test('what is created under a name in its path refuses names that no path can carry', () => {
  const creating = endpoints.filter(({ method, params, answers }) => method === 'PUT' && params && 201 in answers);
  expect(creating.map(({ name }) => name)).toEqual(expect.arrayContaining(['createPool', 'registerDevice']));
  const lenient = creating.flatMap(({ name, params }) =>
    Object.entries(params?.shape ?? {}).flatMap(([key, schema]) =>
      UNREACHABLE.filter((text) => (schema as z.ZodType).safeParse(text).success).map(
        (text) => `${name} ${key} ${text}`,
      ),
    ),
  );
  expect(lenient).toEqual([]);
});
