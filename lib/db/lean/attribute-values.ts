import { isAnyArrayBuffer, isSet } from 'node:util/types';

/** A value as DynamoDB's JSON has it: one member, which is named for the type. Bytes are base64 there. */
export interface AttributeValue {
  S?: string;
  N?: string;
  BOOL?: boolean;
  NULL?: boolean;
  M?: AttributeValues;
  L?: AttributeValue[];
  B?: string | Uint8Array;
  SS?: string[];
  NS?: string[];
  BS?: (string | Uint8Array)[];
}
export type AttributeValues = Record<string, AttributeValue>;

/** A name that JavaScript would take for the prototype of the object, and not for a member. */
const PROTOTYPE = '__proto__';

const put = <T>(into: Record<string, T>, name: string, value: T): void => {
  if (name === PROTOTYPE)
    Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
  else into[name] = value;
};

const written = (value: number | bigint): string => {
  if (typeof value === 'number' && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER))
    throw new RangeError(`${value} is no number that DynamoDB could keep as it is`);
  return String(value);
};

const base64 = (bytes: ArrayBufferView): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

const isLeftOut = (value: unknown): boolean => value === undefined || typeof value === 'function';

const setOf = (set: ReadonlySet<unknown>): AttributeValue => {
  const members = [...set].filter((member) => member !== undefined);
  const [first] = members;
  if (typeof first === 'string') return { SS: members as string[] };
  if (typeof first === 'number' || typeof first === 'bigint') return { NS: (members as number[]).map(written) };
  if (ArrayBuffer.isView(first)) return { BS: (members as ArrayBufferView[]).map(base64) };
  throw new TypeError('DynamoDB keeps sets of texts, numbers or bytes, and no empty ones');
};

/** A map, and nothing that would lose something by being taken for one: no date, no instance of a class. */
const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const objectOf = (value: object): AttributeValue => {
  if (Array.isArray(value)) return { L: value.filter((member) => !isLeftOut(member)).map(toAttributeValue) };
  if (isSet(value)) return setOf(value);
  if (ArrayBuffer.isView(value)) return { B: base64(value) };
  if (isAnyArrayBuffer(value)) return { B: Buffer.from(value).toString('base64') };
  if (isPlain(value)) return { M: toAttributeValues(value as Record<string, unknown>) };
  throw new TypeError(`DynamoDB keeps no ${value.constructor.name}`);
};

const toAttributeValue = (value: unknown): AttributeValue => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' || typeof value === 'bigint') return { N: written(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (typeof value === 'object') return objectOf(value);
  throw new TypeError(`DynamoDB keeps no ${typeof value}`);
};

/** An item, or a part of one, as DynamoDB takes it. What is undefined is left out. @throws for what it cannot keep. */
export const toAttributeValues = (item: Readonly<Record<string, unknown>>): AttributeValues => {
  const values: AttributeValues = {};
  for (const name of Object.keys(item)) if (!isLeftOut(item[name])) put(values, name, toAttributeValue(item[name]));
  return values;
};

const numberOf = (text: string): number | bigint => {
  const value = Number(text);
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value) ? BigInt(text) : value;
};

const bytesOf = (value: string | Uint8Array): Uint8Array =>
  typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'base64')) : value;

const fromAttributeValue = (value: AttributeValue): unknown => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return numberOf(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return fromAttributeValues(value.M);
  if (value.L !== undefined) return value.L.map(fromAttributeValue);
  if (value.NULL !== undefined) return null;
  if (value.SS !== undefined) return new Set(value.SS);
  if (value.B !== undefined) return bytesOf(value.B);
  if (value.NS !== undefined) return new Set(value.NS.map(numberOf));
  if (value.BS !== undefined) return new Set(value.BS.map(bytesOf));
  throw new TypeError(`DynamoDB answered a value of no known type: ${Object.keys(value).join(', ')}`);
};

/** Of maps with so many members, each as the one before it was, without its values. Larger ones are no lists' entries. */
const blanks = new Map<number, Record<string, unknown>>();
const MOST_MEMBERS = 64;

/**
 * An object to be filled with these members. Engines answer attributes in an order that is another one for each item, and
 * objects whose members were put in another order are of another shape to V8, which then makes a hundred shapes for a hundred
 * items, at twice the price of all the rest: so an object begins as a copy of the last one that had the same members.
 */
const blankOf = (names: readonly string[]): Record<string, unknown> => {
  const last = blanks.get(names.length);
  if (last && names.every((name) => Object.hasOwn(last, name))) return { ...last };
  const blank: Record<string, unknown> = {};
  if (names.length > MOST_MEMBERS) return blank;
  for (const name of names) put(blank, name, undefined);
  blanks.set(names.length, blank);
  return { ...blank };
};

/** An item, or a part of one, out of what DynamoDB answered. */
export const fromAttributeValues = (values: AttributeValues): Record<string, unknown> => {
  const names = Object.keys(values);
  const item = blankOf(names);
  for (const name of names) put(item, name, fromAttributeValue(values[name] as AttributeValue));
  return item;
};
