import { createRequire } from 'node:module';

const require = createRequire(createRequire(import.meta.url).resolve('serverless/package.json'));

interface Client {
  send(command: unknown): Promise<Record<string, Record<string, string>[] | string[] | undefined>>;
}

/** Kinds of resources: the client that lists them, how they are called there, and what names one. The framework has the clients. */
const KINDS = [
  ['lambda', 'LambdaClient', 'ListFunctionsCommand', 'Functions', 'FunctionName'],
  ['dynamodb', 'DynamoDBClient', 'ListTablesCommand', 'TableNames', ''],
  ['iam', 'IAMClient', 'ListRolesCommand', 'Roles', 'RoleName'],
  ['cloudwatch-logs', 'CloudWatchLogsClient', 'DescribeLogGroupsCommand', 'logGroups', 'logGroupName'],
  ['apigatewayv2', 'ApiGatewayV2Client', 'GetApisCommand', 'Items', 'Name'],
  ['s3', 'S3Client', 'ListBucketsCommand', 'Buckets', 'Name'],
  ['sqs', 'SQSClient', 'ListQueuesCommand', 'QueueUrls', ''],
  ['eventbridge', 'EventBridgeClient', 'ListRulesCommand', 'Rules', 'Name'],
  ['cloudwatch', 'CloudWatchClient', 'DescribeAlarmsCommand', 'MetricAlarms', 'AlarmName'],
] as const;

/** What there is in the account, by kind: `dynamodb muster-dev`. The clients find the emulator by the environment. */
export const leftovers = async (): Promise<string[]> => {
  const found = await Promise.all(
    KINDS.map(async ([kind, client, command, list, name]) => {
      const sdk = require(`@aws-sdk/client-${kind}`) as Record<string, new (input: object) => unknown>;
      const connected = new (sdk[client] as new (input: object) => Client)({});
      const listed = await connected.send(new (sdk[command] as new (input: object) => unknown)({}));
      return (listed[list] ?? []).map((each) => `${kind} ${typeof each === 'string' ? each : each[name]}`);
    }),
  );
  return found.flat().sort();
};
