import { expect, test } from '@jest/globals';
import { declaredFunctions } from '#support/functions-yml';
import { packagedResources, type Resource } from '#support/packaged';

interface Statement {
  Action: string[];
  Resource: unknown;
}

const resources = packagedResources();
const ofType = (type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);

const roles = Object.fromEntries(ofType('AWS::IAM::Role'));
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

test('every role allows named actions on named resources only; X-Ray alone has none to name', () => {
  for (const { Action, Resource } of Object.values(roles).flatMap(statementsOf)) {
    for (const action of Action) expect(action).toMatch(/^(dynamodb|lambda|logs|sqs|xray):[A-Za-z]+$/);
    const isTracing = Action.every((action) => action.startsWith('xray:'));
    if (!isTracing) expect(JSON.stringify(Resource).replaceAll(':*"', '"')).not.toContain('*');
  }
});

test('streams, the dead-letter queue and functions are for those who need them', () => {
  expect(allowing('dynamodb:GetRecords').sort()).toEqual(['dispatchChanges', 'execDevice']);
  expect(allowing('sqs:SendMessage').sort()).toEqual(['dispatchChanges', 'execDevice']);
  expect(allowing('lambda:InvokeFunction').sort()).toEqual(
    ['execDevice', 'fallback', 'postGraphql', 'probeServers', 'resendExec', 'retryExecs', 'sweepServers'].sort(),
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

test('a role writes the logs of its own functions and of no other', () => {
  for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
    const role = roles[Properties.Role['Fn::GetAtt'][0]] as Resource;
    const [logs] = statementsOf(role);
    expect(logs?.Action).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(JSON.stringify(logs?.Resource)).toContain(`/aws/lambda/${Properties.FunctionName}:*`);
  }
  const named = Object.values(roles).flatMap((role) => statementsOf(role)[0]?.Resource as object[]);
  expect(named.length).toBe(ofType('AWS::Lambda::Function').length);
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
