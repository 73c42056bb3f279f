import { readFileSync } from 'node:fs';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import { localEndpoint } from '#lib/core/aws/local-endpoint';

const TABLE_YML = new URL('../../resources/table.yml', import.meta.url);

type Properties = Omit<CreateTableCommandInput, 'TableName' | 'StreamSpecification'> & {
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' };
  TimeToLiveSpecification: { AttributeName: string; Enabled: boolean };
};

/** What CloudFormation is given, read from the same file. What only a deployed table has is left out. */
const properties = (): Properties => (parse(readFileSync(TABLE_YML, 'utf8')) as { Properties: Properties }).Properties;

/** A client for a local engine. */
export const localClient = (endpoint: string): DynamoDBClient => new DynamoDBClient(localEndpoint(endpoint));

/** Creates the table from `resources/table.yml` where there is none yet; without its stream if nobody is to follow it. */
export const createTable = async (endpoint: string, TableName: string, { stream = true } = {}): Promise<void> => {
  const client = localClient(endpoint);
  const {
    AttributeDefinitions,
    KeySchema,
    GlobalSecondaryIndexes,
    BillingMode,
    StreamSpecification,
    TimeToLiveSpecification,
  } = properties();
  try {
    await client.send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions,
        KeySchema,
        GlobalSecondaryIndexes,
        BillingMode,
        ...(stream && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
      }),
    );
    await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 20 }, { TableName });
    await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  } finally {
    client.destroy();
  }
};

/** Gives a table that was created without it the stream that it should have. */
export const openStream = async (endpoint: string, TableName: string): Promise<void> => {
  const client = localClient(endpoint);
  const StreamSpecification = { StreamEnabled: true, ...properties().StreamSpecification };
  await client.send(new UpdateTableCommand({ TableName, StreamSpecification }));
  await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 20 }, { TableName });
  client.destroy();
};
