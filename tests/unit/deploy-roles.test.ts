import { expect, test } from '@jest/globals';
import { permissionsOf } from '#tools/deploy/permissions';
import { rolesOf } from '#tools/deploy/roles';
import { statementsOf } from '#tools/deploy/statements';

const functions = {
  caller: { name: 'muster-dev-caller', permissions: { secrets: ['SERVICE_MANAGER_URL'], table: ['UpdateItem'] } },
  handing: { name: 'muster-dev-handing', permissions: { invoke: ['caller'] } },
  handingToo: { name: 'muster-dev-handingToo', permissions: { invoke: ['caller'] } },
  idle: { name: 'muster-dev-idle' },
};

const actionsOf = (key: string, env: Record<string, string> = {}): string[] =>
  statementsOf(key, { functions, env }).flatMap(({ Action }) => Action);

test('a function that may do nothing may write its log', () => {
  expect(actionsOf('idle')).toEqual([]);
  const { resources, roleOf } = rolesOf({ functions, env: {} });
  expect(resources[roleOf.idle ?? '']?.Properties.Policies[0]?.PolicyDocument.Statement).toHaveLength(1);
});

test('only the function that is named may be invoked', () => {
  expect(statementsOf('handing', { functions, env: {} })).toEqual([
    {
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: [
        { 'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:muster-dev-caller` },
      ],
    },
  ]);
});

test('a parameter may be read where a setting names one, and only that one', () => {
  expect(actionsOf('caller', { SERVICE_MANAGER_URL: 'http://manager.example' })).toEqual(['dynamodb:UpdateItem']);
  const env = { SERVICE_MANAGER_URL: 'ssm:/muster/dev/manager', ALERT_WEBHOOK_URL: 'ssm:/muster/dev/webhook' };
  expect(statementsOf('caller', { functions, env }).at(-1)).toEqual({
    Effect: 'Allow',
    Action: ['ssm:GetParameter'],
    Resource: {
      'Fn::Sub': `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/muster/dev/manager`,
    },
  });
});

test('an endpoint may look tokens up, and one that changes something may keep its answer', () => {
  const endpoints = {
    listPools: { name: 'l', permissions: {} },
    allocateResource: { name: 'a', permissions: {} },
    getOpenapi: { name: 'o', permissions: {} },
  };
  const sharesOf = (key: string) =>
    statementsOf(key, { functions: endpoints, env: {} }).map(({ Condition }) => JSON.stringify(Condition));
  expect(sharesOf('getOpenapi')).toEqual([]);
  expect(sharesOf('listPools')).toEqual([expect.stringContaining('"TOKEN#*"')]);
  expect(sharesOf('allocateResource')).toEqual([
    expect.stringContaining('"TOKEN#*"'),
    expect.stringContaining('"ONCE#*"'),
  ]);
});

test('functions that need the same share a role, and no others do', () => {
  const { resources, roleOf } = rolesOf({ functions, env: {} });
  expect(roleOf.handing).toBe(roleOf.handingToo);
  expect(Object.keys(resources)).toHaveLength(3);
});

test('a role is another when what it allows is another', () => {
  const before = rolesOf({ functions, env: {} }).roleOf;
  const changed = { ...functions, idle: { ...functions.idle, permissions: { table: ['GetItem'] } } };
  const after = rolesOf({ functions: changed, env: {} }).roleOf;
  expect(after.idle).not.toBe(before.idle);
  expect({ ...after, idle: '' }).toEqual({ ...before, idle: '' });
});

test.each([
  ['an action that is none', { table: ['Scan'] }],
  ['a part that is none', { queue: ['SendMessage'] }],
  ['a secret that is none', { secrets: ['TABLE_NAME'] }],
])('what a function may do is refused when it is %s', (_, may) => {
  expect(() => permissionsOf('some', { permissions: may })).toThrow(/^What some may do cannot be read: /);
});

test('a function that is to be invoked must be there', () => {
  expect(() => rolesOf({ functions: { lost: { name: 'l', permissions: { invoke: ['nobody'] } } }, env: {} })).toThrow(
    'lost may invoke nobody, which there is not.',
  );
});
