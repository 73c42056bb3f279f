import { afterAll, expect, test } from '@jest/globals';
import { declaredFunctions } from '#support/functions-yml';
import { startLambda } from '#support/lambda';
import { parametersAt, startParameters } from '#support/parameters';
import { startParty } from '#support/party';

const lambda = await startLambda(
  Object.fromEntries(Object.keys(declaredFunctions()).map((key) => [key, async () => undefined])),
);
const party = await startParty((response) => response.end());
const parameters = await startParameters({ '/t/enroll': 's3cret', '/t/manager': party.url, '/t/webhook': party.url });
Object.assign(process.env, parametersAt(parameters), {
  LAMBDA_ENDPOINT: lambda.url,
  ZTP_ENROLL_SECRET: 'ssm:/t/enroll',
  SERVICE_MANAGER_URL: 'ssm:/t/manager',
  ALERT_WEBHOOK_URL: 'ssm:/t/webhook',
});

// What reads settings comes after them.
const { allowed, denials, usedBy } = await import('#support/watch');
const { poolExercises } = await import('#support/exercises/pools');
const { cloudExercises } = await import('#support/exercises/cloud');
const { fleetExercises } = await import('#support/exercises/fleet');
const { otherExercises } = await import('#support/exercises/others');
const { webhookExercises } = await import('#support/exercises/webhooks');

const exercises = { ...poolExercises, ...cloudExercises, ...fleetExercises, ...otherExercises, ...webhookExercises };

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
