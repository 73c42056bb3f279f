import { expect, test } from '@jest/globals';
import {
  type GraphQLArgument,
  type GraphQLField,
  getNamedType,
  isEnumType,
  isListType,
  isRequiredArgument,
} from 'graphql';
import { schema } from '#lib/graphql/schema';
import { graphql } from '#support/graphql';
import { givenLogin } from '#support/users';

/** Longer than any text may be, and no name, id, address, cursor or time. */
const BAD_TEXT = `/${'x'.repeat(20_000)}`;
const BAD_NUMBER = -2_000_000_000;

const literal = ({ type }: GraphQLArgument): string => {
  const named = getNamedType(type);
  const inner = (): string => {
    if (isEnumType(named)) return named.getValues()[0]?.name ?? '';
    if (named.name === 'Boolean') return 'true';
    return ['Int', 'Float'].includes(named.name) ? String(BAD_NUMBER) : JSON.stringify(BAD_TEXT);
  };
  return isListType('ofType' in type ? type.ofType : type) || isListType(type) ? `[${inner()}]` : inner();
};

const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
  Object.values(root?.getFields() ?? {}).map(
    (field) => [`${root?.name}.${field.name}`, root?.name ?? '', field] as const,
  ),
);

const ask = async (root: string, field: GraphQLField<unknown, unknown>, args: readonly GraphQLArgument[]) => {
  const sent = args.map((arg) => `${arg.name}: ${literal(arg)}`).join(', ');
  const selection = 'getFields' in getNamedType(field.type) ? '{ __typename }' : '';
  const { headers } = await givenLogin();
  return graphql(`${root.toLowerCase()} { ${field.name}${sent ? `(${sent})` : ''} ${selection} }`, { headers });
};

test.each(fields.filter(([, , { args }]) => args.length > 0))(
  '%s names its own arguments in what is wrong with them',
  async (_, root, field) => {
    const names = field.args.map(({ name }) => name);
    for (const args of [field.args, field.args.filter(isRequiredArgument)]) {
      const { errors = [] } = await ask(root, field, args);
      for (const { message, extensions } of errors) {
        expect(extensions.status).toBeLessThan(500);
        for (const { path } of extensions.errors ?? []) {
          // What is wrong with all of them together.
          if (path === '') continue;
          expect(names).toContain(path.split('.')[0]);
          expect(message).toContain(`${path}: `);
        }
      }
    }
  },
);

test.each([
  ['mutation { releaseResource(pool: "?", id: "?") { id } }', ['pool', 'id']],
  ['mutation { addResource(pool: "?", ipAddress: "?") { id } }', ['pool', 'ipAddress']],
  ['mutation { allocateResource(pool: "?", id: "?", ttlSeconds: 0) { id } }', ['pool', 'id', 'ttlSeconds']],
  ['mutation { allocateResources(pool: "?", count: 0) { id } }', ['pool', 'count']],
  ['mutation { deletePool(pool: "?") }', ['pool']],
  ['mutation { recountPoolUse(pool: "?") { drift } }', ['pool']],
  ['mutation { removeResource(pool: "?", id: "x") }', ['pool']],
  ['mutation { addServer(name: "", ip: "?") { name } }', ['name', 'ip']],
  ['mutation { createPool(id: "?", name: "", resources: ["10.0.0.1", "?"]) { id } }', ['id', 'name', 'resources.1']],
  ['{ resource(pool: "?", id: "x") { id } }', ['pool']],
  ['{ pools(first: 0, after: "") { nodes { id } } }', ['first', 'after']],
])('%s', async (query, paths) => {
  const { errors } = await graphql(query);
  expect(errors[0].extensions.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
});

test('a cursor that only the service can judge goes by the name of its argument', async () => {
  const { errors } = await graphql('{ pools(after: "AAAA") { nodes { id } } }');
  expect(errors).toMatchObject([
    { message: expect.stringMatching(/^after: /), extensions: { errors: [{ path: 'after' }] } },
  ]);
});

test.each(['[', '{a:', '('])('a query of 1,800 times %s is 400 and no defect of ours', async (bracket) => {
  const answer = await graphql(`{ pools(first: ${bracket.repeat(1800)}`);
  expect(answer.errors).toMatchObject([{ extensions: { code: 'graphql.too-deep', status: 400 } }]);
});
