import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';

/** The item as it is after the change, or undefined when it was deleted. Readers branch on its `type`, never on keys. */
export const newImage = ({ dynamodb }: DynamoDBRecord): Record<string, unknown> | undefined =>
  dynamodb?.NewImage && unmarshall(dynamodb.NewImage as Parameters<typeof unmarshall>[0]);
