import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';

/** The item as it is after the change, or undefined when it was deleted. Readers branch on its `type`, never on keys. */
export const newImage = ({ dynamodb }: DynamoDBRecord): Record<string, unknown> | undefined =>
  dynamodb?.NewImage && unmarshall(dynamodb.NewImage as Parameters<typeof unmarshall>[0]);

/** The item as it was before the change, or undefined when it is new. */
export const oldImage = ({ dynamodb }: DynamoDBRecord): Record<string, unknown> | undefined =>
  dynamodb?.OldImage && unmarshall(dynamodb.OldImage as Parameters<typeof unmarshall>[0]);

/** Where the change stands in the order of changes, as text that sorts so. DynamoDB's numbers have up to 40 digits. */
export const sequenceOf = ({ dynamodb }: DynamoDBRecord): string => (dynamodb?.SequenceNumber ?? '').padStart(48, '0');
