import { createHash } from 'node:crypto';
import { parameterIn } from '#lib/core/secrets';
import { type Declared, invocable, type May, mayOf, type Share, sharesOf } from './access.ts';

/** A function as the deployment has it: its name in AWS beside its declaration. */
export interface Deployed extends Declared {
  name: string;
}

export interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: unknown;
  Condition?: unknown;
}

const TABLE = { 'Fn::GetAtt': ['Table', 'Arn'] };
const INDEX = { 'Fn::Sub': `\${Table.Arn}/index/index` };
const HERE = `\${AWS::Region}:\${AWS::AccountId}`;

const allow = (actions: readonly string[], Resource: unknown, more: object = {}): Statement[] =>
  actions.length === 0 ? [] : [{ Effect: 'Allow', Action: [...actions], Resource, ...more }];

const onItems = (actions: readonly string[]): string[] => actions.map((action) => `dynamodb:${action}`);

const ofShare = ({ partitions, actions }: Share): Statement[] =>
  allow(onItems(actions), TABLE, {
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${partitions}*`] } },
  });

const invoking = (names: readonly string[]): Statement[] =>
  names.length === 0
    ? []
    : allow(
        ['lambda:InvokeFunction'],
        names.map((name) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:lambda:${HERE}:function:${name}` })),
      );

/** Reading the parameters that its settings name; those that stand in the environment as they are need none. */
const reading = ({ secrets }: May, env: Readonly<Record<string, string | undefined>>): Statement[] =>
  secrets.flatMap((setting) => {
    const name = parameterIn(env[setting] ?? '');
    return name === undefined
      ? []
      : allow(['ssm:GetParameter'], { 'Fn::Sub': `arn:\${AWS::Partition}:ssm:${HERE}:parameter${name}` });
  });

interface Stream {
  type?: string;
  arn?: unknown;
  destinations?: { onFailure?: { type?: string; arn?: unknown } };
}

/** What Lambda does in the function's name to read a stream and to put aside what could not be handled. */
const consuming = ({ events = [] }: Declared): Statement[] =>
  events.flatMap((event) => {
    const { stream } = event as { stream?: Stream };
    if (stream === undefined) return [];
    const { arn } = stream.destinations?.onFailure ?? {};
    return [
      ...allow(onItems(['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']), stream.arn),
      ...(arn === undefined ? [] : allow(['sqs:SendMessage'], arn)),
    ];
  });

export interface Circumstances {
  functions: Readonly<Record<string, Deployed>>;
  /** The environment that the functions are given. */
  env: Readonly<Record<string, string | undefined>>;
  /** What all of them may do, beside writing their logs. */
  common?: readonly Statement[];
}

/** What a function's role allows, but for its log. */
export const statementsOf = (key: string, { functions, env, common = [] }: Circumstances): Statement[] => {
  const declared = functions[key];
  if (!declared) throw new Error(`There is no function ${key}.`);
  const may = mayOf(key, declared);
  const names = invocable(may, functions).map((invoked) => {
    const name = functions[invoked]?.name;
    if (name === undefined) throw new Error(`${key} may invoke ${invoked}, which there is not.`);
    return name;
  });
  return [
    ...allow(onItems(may.table), TABLE),
    ...allow(onItems(may.index), INDEX),
    ...sharesOf(key).flatMap(ofShare),
    ...invoking(names),
    ...reading(may, env),
    ...consuming(declared),
    ...common,
  ];
};

const logging = (names: readonly string[]): Statement[] =>
  allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    names.map((name) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:logs:${HERE}:log-group:/aws/lambda/${name}:*`,
    })),
  );

const roleResource = (statements: readonly Statement[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'function', PolicyDocument: { Version: '2012-10-17', Statement: [...statements] } }],
  },
});

export interface Roles {
  /** CloudFormation resources by their logical ids. */
  resources: Record<string, ReturnType<typeof roleResource>>;
  /** The logical id of each function's role, by the function's key. */
  roleOf: Record<string, string>;
}

/**
 * The roles of all functions. Functions that need the same share one, since CloudFormation takes 500 resources; it is
 * named for what it allows, so that one that changes is another, and nobody else's role changes with it.
 */
export const rolesOf = (circumstances: Circumstances): Roles => {
  const groups = new Map<string, { statements: Statement[]; keys: string[] }>();
  for (const key of Object.keys(circumstances.functions)) {
    const statements = statementsOf(key, circumstances);
    const digest = createHash('sha256').update(JSON.stringify(statements)).digest('hex').slice(0, 12);
    const group = groups.get(digest) ?? { statements, keys: [] };
    group.keys.push(key);
    groups.set(digest, group);
  }
  const roles: Roles = { resources: {}, roleOf: {} };
  for (const [digest, { statements, keys }] of groups) {
    const id = `Role${digest}`;
    const names = keys.map((key) => circumstances.functions[key]?.name ?? '');
    roles.resources[id] = roleResource([...logging(names), ...statements]);
    for (const key of keys) roles.roleOf[key] = id;
  }
  return roles;
};
