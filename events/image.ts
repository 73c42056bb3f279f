import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';

/** An item as a record of the stream has it. */
export type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
export type Value = Image[string];

const bytesOf = (bytes: unknown): string =>
  (typeof bytes === 'string' ? Uint8Array.from(Buffer.from(bytes, 'base64')) : bytes) as string;

const changedIn = (value: Value, change: (plain: Value) => Value): Value => {
  if (value.L !== undefined) return { L: value.L.map((one) => changedIn(one, change)) };
  return value.M === undefined ? change(value) : { M: changeValues(value.M, change) };
};

/** An image with each of its values changed that is no list and no map, however deep it lies. */
export const changeValues = (image: Image, change: (plain: Value) => Value): Image =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, changedIn(value, change)]));

/** Lambda hands records on as JSON, where bytes are a text in base64; the SDK would take that for the value. */
const withBytes = (value: Value): Value => {
  if (value.B !== undefined) return { B: bytesOf(value.B) };
  return value.BS === undefined ? value : { BS: value.BS.map(bytesOf) };
};

/** The item of an image, as a repository would read it. */
export const itemOf = (image: Image): Record<string, unknown> =>
  unmarshall(changeValues(image, withBytes) as Parameters<typeof unmarshall>[0]);
