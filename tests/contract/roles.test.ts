import { expect, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import { declaredFunctions } from '#support/functions-yml';
import { packagedResources, type Resource } from '#support/packaged';

interface Statement {
  Effect: string;
  Action: string[];
  Resource: unknown;
}

const resources = packagedResources();
const ofType = (type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);

/** The role by which the API invokes its functions. */
const API_ROLE = 'HttpApiRole';
const roles = Object.fromEntries(ofType('AWS::IAM::Role').filter(([id]) => id !== API_ROLE));
const statementsOf = ({ Properties }: Resource): Statement[] => Properties.Policies[0].PolicyDocument.Statement;

/** The statements of the role of a function, by the function's key. */
const roleOf = (key: string): Statement[] => {
  const found = ofType('AWS::Lambda::Function').find(([, { Properties }]) =>
    Properties.FunctionName.endsWith(`-${key}`),
  );
  return statementsOf(roles[found?.[1].Properties.Role['Fn::GetAtt'][0]] as Resource);
};

const allowing = (action: string): string[] =>
  Object.keys(declaredFunctions()).filter((key) => roleOf(key).some(({ Action }) => Action.includes(action)));

test('every function has a role that was made for what it does', () => {
  const given = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
  expect(given.filter((id) => !(id in roles))).toEqual([]);
  expect(new Set(given).size).toBe(Object.keys(roles).length);
});

test('the fallback may invoke every function that has a route and no other, in fewer characters than their names have', () => {
  const [allowed, denied] = roleOf('fallback').filter(({ Action }) => Action.includes('lambda:InvokeFunction'));
  expect([allowed, denied]).toMatchObject([{ Effect: 'Allow' }, { Effect: 'Deny' }]);
  expect(JSON.stringify(allowed?.Resource)).toMatch(/:function:muster-dev-\*"\}\]$/);
  const routed = endpoints.map(({ name }) => name);
  const others = Object.keys(declaredFunctions()).filter((key) => !routed.includes(key));
  const names = ((denied?.Resource ?? []) as object[]).map((arn) => /-(\w+)"\}$/.exec(JSON.stringify(arn))?.[1]);
  expect(names.sort()).toEqual(others.sort());
});

test('every role allows named actions on named resources only; X-Ray alone has none to name', () => {
  for (const { Action, Resource } of Object.values(roles).flatMap(statementsOf)) {
    for (const action of Action) expect(action).toMatch(/^(dynamodb|lambda|logs|sqs|xray):[A-Za-z]+$/);
    const isTracing = Action.every((action) => action.startsWith('xray:'));
    const named = JSON.stringify(Resource).replaceAll(/:\*"|:function:muster-dev-\*"(?=\}\]$)/g, '"');
    if (!isTracing) expect(named).not.toContain('*');
  }
});

test('streams, the dead-letter queue and functions are for those who need them', () => {
  expect(allowing('dynamodb:GetRecords').sort()).toEqual(['dispatchChanges', 'execDevice']);
  expect(allowing('sqs:SendMessage').sort()).toEqual(['dispatchChanges', 'execDevice']);
  expect(allowing('lambda:InvokeFunction').sort()).toEqual(
    [
      ...['execDevice', 'fallback', 'postGraphql', 'probeServers', 'resendExec', 'retryExecs', 'sweepServers'],
      ...['dispatchChanges', 'resendDelivery', 'testWebhook'],
      'rollUpPings',
      ...[
        'deleteDevice',
        'deleteDeviceByGet',
        'enrollDevices',
        'enrollFleetDevice',
        'retireFleetDevice',
        'retryEnrollments',
      ],
    ].sort(),
  );
  expect(allowing('dynamodb:Scan')).toEqual([]);
});

test('who only reads may write nothing but the use of a token', () => {
  const writes = roleOf('listPools').filter(({ Action }) =>
    Action.some((action) => /^dynamodb:(Put|Update|Delete|BatchWrite)/.test(action)),
  );
  expect(writes).toEqual([
    {
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      Resource: { 'Fn::GetAtt': ['Table', 'Arn'] },
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['TOKEN#*'] } },
    },
  ]);
});

test('every role writes logs to the log group of the stage and to no other', () => {
  for (const role of Object.values(roles))
    expect(statementsOf(role).filter(({ Action }) => Action.some((action) => action.startsWith('logs:')))).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': ['FunctionLogs', 'Arn'] },
      },
    ]);
});

test('the API invokes the functions of its stage by a role of its own, and by no permission of a single function', () => {
  const role = resources[API_ROLE] as Resource;
  expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
    { Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ]);
  expect(statementsOf(role)).toEqual([
    {
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: {
        'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:muster-dev-*`,
      },
    },
  ]);
  for (const [, { Properties }] of ofType('AWS::ApiGatewayV2::Integration'))
    expect(Properties.CredentialsArn).toEqual({ 'Fn::GetAtt': [API_ROLE, 'Arn'] });
  const permitted = ofType('AWS::Lambda::Permission').map(([, { Properties }]) => Properties.Principal);
  expect(permitted).not.toContain('apigateway.amazonaws.com');
});

/** IAM counts the characters of what a role has inline, without white space, when the variables are filled in. */
const MOST_CHARACTERS = 10_240;

test('every role stays under what IAM takes, also with a long name of the stage and the region', () => {
  const filled = (role: Resource): string =>
    JSON.stringify(role.Properties.Policies)
      .replace(/\$\{AWS::(Partition|Region|AccountId)\}/g, 'ap-southeast-1')
      .replaceAll('muster-dev-', `muster-${'s'.repeat(16)}-`);
  for (const role of Object.values(roles)) expect(filled(role).length).toBeLessThan(MOST_CHARACTERS);
});
