import { expect, test } from '@jest/globals';
import { RuleBody } from '#lib/fleet/model';
import * as rules from '#lib/fleet/service/rules';
import { given } from '#support/given';

/** DynamoDB Local does one transaction after the other, and takes a crowd's time for each. */
const CROWD = process.env.DYNAMODB_ENGINE === 'dynamodb-local' ? 8 : 20;

test('of a crowd that puts one rule at once everyone is answered', async () => {
  const name = given.name('rule');
  const body = RuleBody.parse({ match: { names: [`${name}-*`] } });
  const puts = await Promise.allSettled(Array.from({ length: CROWD }, () => rules.put(name, body)));
  expect(puts.filter(({ status }) => status === 'rejected')).toEqual([]);
  await rules.remove(name);
});
