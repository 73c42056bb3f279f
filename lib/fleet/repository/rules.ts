import { randomId } from '#lib/core/ids';
import { batchGet } from '#lib/db/batch';
import { is, isNew } from '#lib/db/conditions';
import { rules as allRules, ruleKey, rulesStateKey, ruleUseKey } from '#lib/db/keys';
import { step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transactNamed } from '#lib/db/transact';
import { Rule } from '../model.ts';

/** A rule as it is kept: `revision` is another with every change. */
export interface RuleRecord extends Rule {
  revision: string;
}

const asRecord = (item: Record<string, unknown>): RuleRecord => ({
  ...Rule.parse(item),
  revision: String(item.revision),
});

export const find = async (name: string): Promise<RuleRecord | undefined> => {
  const item = await table.get(ruleKey(name));
  return item && asRecord(item);
};

/** Every rule, in no particular order. */
export const list = async (): Promise<Rule[]> => {
  const found: Rule[] = [];
  for await (const items of table.queryAll(allRules)) found.push(...items.map((item) => Rule.parse(item)));
  return found;
};

/** What changes with every change of a rule; undefined before the first. */
export const state = async (): Promise<string | undefined> => {
  const item = await table.get(rulesStateKey);
  return item && String(item.token);
};

const changed = () => step.put({ ...rulesStateKey, type: 'rules', token: randomId() });

const asSeen = (seen: RuleRecord | undefined) => (seen ? is('revision', seen.revision) : isNew);

/** Writes a rule in the place of the one that was seen, or of none. Whether it did. */
export const save = async (written: Rule, seen: RuleRecord | undefined): Promise<boolean> => {
  const rule = step.put({ ...ruleKey(written.name), type: 'rule', ...written, revision: randomId() }, asSeen(seen));
  return (await transactNamed({ rule, state: changed() })) === undefined;
};

/** Deletes the rule that was seen. Whether it did. */
export const remove = async (seen: RuleRecord): Promise<boolean> => {
  const rule = step.remove(ruleKey(seen.name), asSeen(seen));
  return (await transactNamed({ rule, state: changed() })) === undefined;
};

/** How many devices each of these rules has. */
export const countDevices = async (names: readonly string[]): Promise<Map<string, number>> => {
  const items = await batchGet(names.map(ruleUseKey));
  return new Map(items.map(({ rule, devices }) => [String(rule), Number(devices)]));
};
