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
const { otherExercises } = await import('#support/role-coverage/others');

const exercises = { ...poolExercises, ...cloudExercises, ...fleetExercises, ...otherExercises };

/** Permissions that no exercise uses, and why a role has them all the same. */
const UNUSED: Record<string, Record<string, string>> = {};

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
