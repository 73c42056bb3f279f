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

const operationNamed = (name: string): (typeof operations)[number] => {
  const found = operations.find(({ operation }) => operation.operationId === name);
  if (!found) throw new Error(`No operation ${name}`);
  return found;
};

/** Every schema of a property in the document, by where it is and what it is called. */
const propertiesIn = (value: unknown, at: string[] = []): { at: string; name: string; schema: Json }[] => {
  if (Array.isArray(value)) return value.flatMap((entry, i) => propertiesIn(entry, [...at, String(i)]));
  if (!isObject(value)) return [];
  const own = isObject(value.properties) ? Object.entries(value.properties) : [];
  return [
    ...own.flatMap(([name, schema]) => (isObject(schema) ? [{ at: at.join('/'), name, schema }] : [])),
    ...Object.entries(value).flatMap(([key, entry]) =>
      key === 'example' || key === 'examples' ? [] : propertiesIn(entry, [...at, key]),
    ),
  ];
};

const MOMENT = /(^|_)(at|until|on)$|^expires|^from$/;
const isNullable = ({ anyOf }: Json): Json[] =>
  Array.isArray(anyOf) ? anyOf.filter(({ type }) => type !== 'null') : [];

test('every moment has its format', () => {
  const bare = propertiesIn(document.components)
    .filter(({ name, schema }) => MOMENT.test(name) && !schema.$ref && !schema.enum && schema.type !== 'array')
    .filter(({ schema }) => [schema, ...isNullable(schema)].every(({ format }) => format !== 'date-time'))
    .map(({ at, name }) => `${at} ${name}`);
  expect(bare).toEqual([]);
});

test('every id that is a UUID has its format, and every address one of two', () => {
  const { schemas } = document.components as { schemas: Record<string, Json & { properties: Record<string, Json> }> };
  for (const name of ['CloudCluster', 'Machine', 'ComputeCluster', 'Server'])
    expect(schemas[name]?.properties.id).toMatchObject({ format: 'uuid' });
  expect(schemas.ResourceId).toMatchObject({ format: 'uuid' });
  expect(schemas.Address).toMatchObject({ anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] });
  const ids = operations
    .filter(({ path }) => /^\/(clusters|api\/v1\/\w+)\/\{id\}/.test(path))
    .map(({ operation }) => (operation.parameters as Json[]).find(({ name }) => name === 'id')?.schema);
  expect(ids.length).toBeGreaterThan(8);
  expect(ids).toEqual(ids.map(() => expect.objectContaining({ format: 'uuid' })));
});

test('names and keys have their patterns, and those that something is created under have those of paths', () => {
  const { schemas, parameters } = document.components as Record<'schemas' | 'parameters', Record<string, Json>>;
  for (const name of ['PoolId', 'DeviceId', 'ServerName', 'Owner', 'ClusterName', 'MachineName'])
    expect(schemas[name]?.pattern).toEqual(expect.any(String));
  expect(parameters.IdempotencyKey?.schema).toMatchObject({ pattern: '^[ -~]+$' });
  const created = ['createPool', 'registerDevice', 'setMaintenance'].map((name) => {
    const [{ schema } = {}] = (operationNamed(name).operation.parameters ?? []) as { schema?: Json }[];
    return [schema, schemas[String(schema?.$ref).split('/').at(-1) ?? '']];
  });
  for (const schema of created) expect(JSON.stringify(schema)).toContain('[^/]*$');
});

test('a body that changes some of the fields has one at least, and names or numbers what is allocated, not both', () => {
  const bodies = ['changeCloudCluster', 'changeMachine', 'editDevice', 'changeServer'].map((name) => {
    const { path, method } = operationNamed(name);
    return validatorAt('paths', path, method, 'requestBody', 'content', 'application/json', 'schema');
  });
  for (const validate of bodies) expect(validate({})).toBe(false);
  const allocation = validatorAt('components', 'schemas', 'Allocation');
  const id = '42c80e0e-8037-52e3-8385-df072b725595';
  const fits = [{}, { count: 2 }, { id }, { id, owner: 'a' }, { count: 2, id }, { count: 2, owner: 'a' }];
  expect(fits.map((body) => allocation(body))).toEqual([true, true, true, true, false, false]);
});

test('a creation links to what can be done with what it creates', () => {
  const linked = (name: string, status: string): string[] => {
    const { operation } = operationNamed(name);
    const { links = {} } = (operation.responses as Record<string, Json>)[status] ?? {};
    return Object.keys(links as Json);
  };
  expect(linked('createPool', '201')).toEqual(expect.arrayContaining(['getPool', 'allocateResource', 'deletePool']));
  expect(linked('addResource', '200')).toEqual(expect.arrayContaining(['getResource', 'removeResource']));
  expect(linked('registerDevice', '201')).toEqual(expect.arrayContaining(['checkDevice', 'getDevice', 'deleteDevice']));
  expect(linked('addServer', '201')).toEqual(expect.arrayContaining(['getServer', 'listPings']));
  expect(linked('createCloudCluster', '201')).toEqual(
    expect.arrayContaining(['getCloudCluster', 'deleteCloudCluster']),
  );
  expect(linked('createMachine', '201')).toEqual(expect.arrayContaining(['getMachine', 'operateMachine']));
  expect(linked('createMachine', '202')).toEqual([]);
  expect(linked('createComputeCluster', '201')).toEqual(expect.arrayContaining(['getComputeCluster']));
});

test('registering asks for what the stage is set to', () => {
  const securityOf = (asked: Parameters<typeof describeSystem>[0]) => {
    const { paths } = describeSystem(asked) as { paths: Record<string, Record<string, Json>> };
    return paths['/ztp/register/{id}']?.put?.security;
  };
  expect(securityOf({ asksForToken: true, asksToEnroll: true })).toEqual([
    { enroll: [] },
    { bearer: [] },
    { token: [] },
  ]);
  expect(securityOf({ asksForToken: true })).toEqual([{ bearer: [] }, { token: [] }, {}]);
});

test('the document tells what webhooks are sent, and with which headers', () => {
  const { webhooks } = document as unknown as { webhooks: Record<string, { post: Json }> };
  const shapes = Object.fromEntries(
    Object.entries(webhooks).map(([name, { post }]) => {
      const { content } = post.requestBody as { content: Record<string, { schema: Json }> };
      const headers = (post.parameters as Json[]).map((parameter) => `${parameter.in} ${parameter.name}`);
      return [name, { body: content['application/json']?.schema.$ref, headers }];
    }),
  );
  expect(shapes).toEqual({
    event: {
      body: '#/components/schemas/WebhookMessage',
      headers: ['header webhook-id', 'header webhook-timestamp', 'header webhook-signature'],
    },
    alert: { body: '#/components/schemas/Alert', headers: ['header Idempotency-Key'] },
  });
});
