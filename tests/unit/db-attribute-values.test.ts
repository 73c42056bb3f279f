import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AttributeValues, fromAttributeValues, toAttributeValues } from '#lib/db/lean/attribute-values';

const bytes = fc.uint8Array({ maxLength: 20 });
const number = fc.oneof(fc.integer(), fc.double({ min: -1e15, max: 1e15, noNaN: true }));
const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  number,
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  bytes,
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((members) => new Set(members)),
  fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }).map((members) => new Set(members)),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 6 }), tie('value'), { maxKeys: 4 }),
  ),
}));
/** The SDK loses a member of this name; it is tested by itself. */
const item = fc
  .dictionary(fc.string({ maxLength: 8 }), value, { maxKeys: 6 })
  .filter(
    (made) =>
      !/__proto__|constructor/.test(JSON.stringify(made, (_, each) => (typeof each === 'bigint' ? `${each}` : each))),
  );

/** As JSON carries it: bytes become base64. */
const onTheWire = (values: unknown): AttributeValues =>
  JSON.parse(
    JSON.stringify(values, (_, each: unknown) =>
      ArrayBuffer.isView(each) ? Buffer.from(each as Uint8Array).toString('base64') : each,
    ),
  ) as AttributeValues;
/** `JSON.stringify` asks a Buffer for an object of its own before anybody else sees it; a plain array of bytes it leaves. */
const sdks = (made: Record<string, unknown>) => onTheWire(marshall(made, { removeUndefinedValues: true }));

test('any item is written as the SDK writes it', () => {
  fc.assert(
    fc.property(item, (made) => {
      expect(onTheWire(toAttributeValues(made))).toEqual(sdks(made));
    }),
  );
});

test('any item is read as the SDK reads it', () => {
  fc.assert(
    fc.property(item, (made) => {
      const withBytes = marshall(made, { removeUndefinedValues: true });
      expect(fromAttributeValues(sdks(made))).toEqual(unmarshall(withBytes));
      // What the SDK's client has answered has its bytes already.
      expect(fromAttributeValues(withBytes as AttributeValues)).toEqual(unmarshall(withBytes));
    }),
  );
});

test.each<[string, unknown]>([
  ['a number that is none', Number.NaN],
  ['an infinite number', Number.POSITIVE_INFINITY],
  ['a number too large to be exact', 2 ** 60],
  ['an empty set', new Set()],
  ['a set of lists', new Set([[1]])],
  ['a date', new Date(0)],
  ['a Map, which the SDK would take for a map', Symbol('no value')],
  ['an instance of a class', new (class Thing {})()],
])('%s is refused', (_, refused) => {
  expect(() => toAttributeValues({ refused })).toThrow();
  expect(() => toAttributeValues({ inside: [{ refused }] })).toThrow();
});

test('functions are left out, as by the SDK', () => {
  expect(toAttributeValues({ a: 1, b: () => 1, c: [() => 1, 2] })).toEqual({ a: { N: '1' }, c: { L: [{ N: '2' }] } });
});

test('members named like parts of JavaScript are members', () => {
  const made = JSON.parse('{"__proto__":{"a":1},"constructor":"x","toString":[{"__proto__":2}]}') as Record<
    string,
    unknown
  >;
  const wire = JSON.parse(JSON.stringify(toAttributeValues(made))) as AttributeValues;
  const read = fromAttributeValues(wire);
  expect(JSON.stringify(read)).toBe(JSON.stringify(made));
  expect((read as { a?: number }).a).toBeUndefined();
});

test('items with as many members, and with the same in another order, have their own values and no others', () => {
  const wires: AttributeValues[] = [
    { a: { N: '1' }, b: { S: 'x' } },
    { b: { S: 'y' }, a: { N: '2' } },
    { c: { S: 'z' }, toString: { S: 'w' } },
  ];
  expect(wires.map((wire) => fromAttributeValues(wire))).toEqual([
    { a: 1, b: 'x' },
    { a: 2, b: 'y' },
    { c: 'z', toString: 'w' },
  ]);
});
