import { parameterIn } from '#lib/core/secrets';
import { type Declared, invocable, type Permissions, permissionsOf, type Share, sharesOf } from './permissions.ts';

/** A function as the deployment has it: its name in AWS beside its declaration. */
export interface Deployed extends Declared {
  name: string;
}

export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: unknown;
  Condition?: unknown;
}

const TABLE = { 'Fn::GetAtt': ['Table', 'Arn'] };
const INDEX = { 'Fn::Sub': `\${Table.Arn}/index/index` };
/** Where this stack is, for `Fn::Sub`. */
export const HERE = `\${AWS::Region}:\${AWS::AccountId}`;

export const allow = (actions: readonly string[], Resource: unknown, more: object = {}): Statement[] =>
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

/**
 * Invoking every function that has a route. Their names alone are more than a role can hold (10,240 characters), so all
 * functions of the stage are allowed, and those without a route denied.
 */
const invokingRouted = (routed: readonly string[], functions: Readonly<Record<string, Deployed>>): Statement[] => {
  const [[key = '', { name = '' } = {}] = []] = Object.entries(functions);
  const others = Object.values(functions)
    .map(({ name }) => name)
    .filter((name) => !routed.includes(name));
  return [
    ...invoking([`${name.slice(0, -key.length)}*`]),
    ...invoking(others).map((statement): Statement => ({ ...statement, Effect: 'Deny' })),
  ];
};

/** Reading the parameters that its settings name; those that stand in the environment as they are need none. */
const reading = ({ secrets }: Permissions, env: Readonly<Record<string, string | undefined>>): Statement[] =>
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

export interface StatementOptions {
  functions: Readonly<Record<string, Deployed>>;
  /** The environment that the functions are given. */
  env: Readonly<Record<string, string | undefined>>;
  /** What all of them may do, beside writing their logs. */
  common?: readonly Statement[];
  /** What a function needs to run in a VPC; left out where none is set. */
  inVpc?: ((name: string) => Statement[]) | undefined;
}

/** What a function's role allows, but for its log. */
export const statementsOf = (key: string, { functions, env, common = [], inVpc }: StatementOptions): Statement[] => {
  const declared = functions[key];
  if (!declared) throw new Error(`There is no function ${key}.`);
  const may = permissionsOf(key, declared);
  const names = invocable(may, functions).map((invoked) => {
    const name = functions[invoked]?.name;
    if (name === undefined) throw new Error(`${key} may invoke ${invoked}, which there is not.`);
    return name;
  });
  return [
    ...allow(onItems(may.table), TABLE),
    ...allow(onItems(may.index), INDEX),
    ...sharesOf(key).flatMap(ofShare),
    ...(may.invoke === 'endpoints' ? invokingRouted(names, functions) : invoking(names)),
    ...reading(may, env),
    ...consuming(declared),
    ...(declared.outward ? (inVpc?.(declared.name) ?? []) : []),
    ...common,
  ];
};
