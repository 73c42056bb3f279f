import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';

/** An item as a record of the stream has it. */
export type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
type Value = Image[string];

const bytesOf = (bytes: unknown): string =>
  (typeof bytes === 'string' ? Uint8Array.from(Buffer.from(bytes, 'base64')) : bytes) as string;

/** Lambda hands records on as JSON, where bytes are a text in base64; the SDK would take that for the value. */
const withBytes = (value: Value): Value => {
  if (value.B !== undefined) return { B: bytesOf(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(bytesOf) };
  if (value.L !== undefined) return { L: value.L.map(withBytes) };
  return value.M === undefined ? value : { M: imageWithBytes(value.M) };
};

const imageWithBytes = (image: Image): Image =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, withBytes(value)]));

/** The item of an image, as a repository would read it. */
export const itemOf = (image: Image): Record<string, unknown> =>
  unmarshall(imageWithBytes(image) as Parameters<typeof unmarshall>[0]);
