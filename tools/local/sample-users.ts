import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { UserRecord } from '#lib/auth/model';
import * as users from '#lib/auth/repository/users';
import { iso } from '#lib/core/clock';
import { localClient } from './table.ts';

/** What `hashPassword` once made of `hunter2`: everybody knows it, so the start need not take the time again. */
const HUNTER2 = 'scrypt$16384$8$5$DzO8j7cyO1YCHZbIyib3tw$ijAl7VWMfLQrk7QHWSF2m13wVYLo14Kob7xAPe68kL8';

/** The users that every local stage has, and no other. */
export const sampleUsers = (createdAt: string): UserRecord[] => [
  { id: 1, name: 'alice', password: HUNTER2, createdAt, sample: true },
  { id: 2, name: 'betty', password: HUNTER2, createdAt, sample: true },
];

/** Makes alice and betty where they are not; what became of them since stays as it is. */
export const createSampleUsers = async (endpoint: string, TableName: string): Promise<void> => {
  const client = DynamoDBDocumentClient.from(localClient(endpoint));
  const create = async (account: UserRecord): Promise<void> => {
    try {
      await client.send(new PutCommand({ ...users.creation(account), TableName }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };
  try {
    await Promise.all(sampleUsers(iso()).map(create));
  } finally {
    client.destroy();
  }
};
