import { afterAll, expect, test } from '@jest/globals';
import { declaredFunctions } from '#support/functions-yml';
import { startLambda } from '#support/lambda';
import { startRecipient } from '#support/recipient';
import { parametersAt, startParameters } from '#support/ssm-parameters';

const lambda = await startLambda(
  Object.fromEntries(Object.keys(declaredFunctions()).map((key) => [key, async () => undefined])),
);
const party = await startRecipient((response) => response.end());
const parameters = await startParameters({ '/t/enroll': 's3cret', '/t/manager': party.url, '/t/webhook': party.url });
Object.assign(process.env, parametersAt(parameters), {
  LAMBDA_ENDPOINT: lambda.url,
  ZTP_ENROLL_SECRET: 'ssm:/t/enroll',
  SERVICE_MANAGER_URL: 'ssm:/t/manager',
  ALERT_WEBHOOK_URL: 'ssm:/t/webhook',
});

// What reads settings comes after them.
const { allowed, denials, usedBy } = await import('#support/iam-enforcer');
const { poolExercises } = await import('#support/role-coverage/pools');
const { cloudExercises } = await import('#support/role-coverage/cloud');
const { fleetExercises } = await import('#support/role-coverage/fleet');
const { enrollmentExercises } = await import('#support/role-coverage/enrollments');
const { otherExercises } = await import('#support/role-coverage/others');
const { webhookExercises } = await import('#support/role-coverage/webhooks');

const exercises = {
  ...poolExercises,
  ...cloudExercises,
  ...fleetExercises,
  ...enrollmentExercises,
  ...otherExercises,
  ...webhookExercises,
};

/** Permissions that no exercise uses, and why a role has them all the same. */
const UNUSED: Record<string, Record<string, string>> = {
  matchRules: { 'index:Query': 'leases that end by themselves are counted in the index' },
  readBootFile: Object.fromEntries(
    ['table:GetItem', 'table:BatchGetItem', 'table:Query'].map((permission) => [
      permission,
      'an enroll secret is set here, and then there is nothing to read',
    ]),
  ),
  getFleetDevice: { 'secrets:ZTP_ENROLL_SECRET': 'no token is asked for here, so nobody looks at the secret' },
  readSecretBootFile: {
    'secrets:ZTP_ENROLL_SECRET': 'another function of this process has read it',
    'table:Query': 'rules are in memory',
  },
  registerDevice: { 'table:ConditionCheckItem': 'a pool that is half created is finished first' },
  enrollDevices: {
    'table:ConditionCheckItem': 'a pool that is half created is finished first',
    'table:BatchWriteItem': 'the pings of a server go with it',
  },
};

afterAll(async () => {
  await lambda.idle();
  await lambda.stop();
  await party.stop();
  await parameters.stop();
});

test('every function is exercised here', () => {
  expect(Object.keys(exercises).sort()).toEqual(Object.keys(declaredFunctions()).sort());
});

test.each(Object.entries(exercises))('%s is allowed what it does, and nothing else', async (key, exercise) => {
  await exercise();
  const used = usedBy(key).filter((permission) => !permission.includes('#'));
  expect(denials.splice(0)).toEqual([]);
  expect(used).toEqual(
    allowed(key)
      .filter((permission) => !UNUSED[key]?.[permission])
      .sort(),
  );
});
