import { expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { bounded, LIMITS } from '#lib/graphql/cost';
import { assertNesting } from '#lib/graphql/nesting';
import { schema } from '#lib/graphql/schema';

const refusals = (query: string, variables = {}) =>
  validate(schema, parse(query), [bounded(variables)]).map(({ message, extensions: { code } }) => ({ code, message }));

test('a usual query is fine', () => {
  expect(
    refusals('{ servers(first: 100) { nodes { name status pings(first: 24) { nodes { at averageMs } } } } }'),
  ).toEqual([]);
});

test('what goes round in circles is too deep', () => {
  const around = Array.from({ length: 6 }).reduce<string>(
    (inner) => `cluster { machines(first: 1) { nodes { ${inner} } } }`,
    'id',
  );
  expect(refusals(`{ machines(first: 1) { nodes { ${around} } } }`)).toEqual([
    { code: 'graphql.too-deep', message: `The query is 21 levels deep. The maximum is ${LIMITS.depth}.` },
  ]);
});

test('lists in lists cost what they multiply to, by the number that is asked for', () => {
  const query = (first: string) =>
    `query ($n: Int = 20) { servers(first: ${first}) { nodes { pings(first: ${first}) { nodes { at sent } } } } }`;
  expect(refusals(query('20'))).toEqual([]);
  expect(refusals(query('200'))).toEqual([
    { code: 'graphql.too-costly', message: expect.stringMatching(/^The query costs \d+\. The maximum is 10000\./) },
  ]);
  expect(refusals(query('$n'), { n: 20 })).toEqual([]);
  expect(refusals(query('$n'), { n: 200 })).toHaveLength(1);
  expect(refusals(query('$n'))).toEqual([]);
  expect(refusals(query('$n'), { n: null })).toEqual([]);
});

test('many changes in one request cost too much', () => {
  const changes = Array.from({ length: 2000 }, () => 'deletePool(pool: "a")').join(' ');
  expect(refusals(`mutation { ${changes} }`)[0]).toMatchObject({ code: 'graphql.too-costly' });
});

test('the same under many names is refused', () => {
  const aliases = (n: number) => `{ ${Array.from({ length: n }, (_, i) => `a${i}: pool(id: "a") { id }`).join(' ')} }`;
  expect(refusals(aliases(LIMITS.aliases))).toEqual([]);
  expect(refusals(aliases(LIMITS.aliases + 1))).toEqual([
    { code: 'graphql.too-many-aliases', message: `The query has 51 aliases. The maximum is 50.` },
  ]);
});

test('fragments count wherever they are spread, and a bomb of them is weighed in no time', () => {
  const bomb = Array.from({ length: 60 }, (_, i) => `fragment f${i} on Machine { id ...f${i + 1} ...f${i + 1} }`);
  const query = `{ machines { nodes { ...f0 } } } ${bomb.join(' ')} fragment f60 on Machine { name }`;
  expect(refusals(query)).toEqual([{ code: 'graphql.too-costly', message: expect.any(String) }]);
});

test('a fragment inside of itself is another rule’s business', () => {
  expect(refusals('{ machines { nodes { ...a } } } fragment a on Machine { id ...a }')).toEqual([]);
});

test('a default of a variable counts as what it is, and what is sent goes before it', () => {
  const query = 'query ($n: Int = 1000) { servers(first: $n) { nodes { pings(first: $n) { nodes { at } } } } }';
  expect(refusals(query)).toEqual([{ code: 'graphql.too-costly', message: expect.any(String) }]);
  expect(refusals(query, { n: 10 })).toEqual([]);
  expect(refusals(query, { n: undefined })).toHaveLength(1);
});

test('each operation of a document is weighed by its own variables, also where they share a fragment', () => {
  const query = `query small($n: Int = 1) { ...all }
    query large($n: Int = 1000) { ...all }
    fragment all on Query { servers(first: $n) { nodes { pings(first: $n) { nodes { at } } } } }`;
  expect(refusals(query)).toHaveLength(1);
});

test.each(['{', '[', '('])('%s nested for ever is refused before it is parsed', (bracket) => {
  expect(() => assertNesting(`{ pools${'('.repeat(1)}first: ${bracket.repeat(1800)}`)).toThrow(/64/);
});

test('what is nested as deep as a query may be is parsed; brackets in texts and comments are none', () => {
  expect(() => assertNesting(`${'{a'.repeat(LIMITS.nesting)}${'}'.repeat(LIMITS.nesting)}`)).not.toThrow();
  expect(() => assertNesting(`{ pool(id: "${'['.repeat(999)}") { id } } # ${'{'.repeat(999)}`)).not.toThrow();
  expect(() => assertNesting(`{ ${'a(b: [1]) '.repeat(150)} }`)).not.toThrow();
});
