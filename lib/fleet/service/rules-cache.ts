import { coalesce } from '#lib/core/coalesce';
import { byPriority } from '../match.ts';
import type { Rule } from '../model.ts';
import * as repository from '../repository/rules.ts';

let known: { token: string | undefined; rules: readonly Rule[] } = { token: undefined, rules: [] };

/**
 * All rules in the order in which they are tried. They are kept in memory; one small read tells whether they are still
 * the current ones, so that a rule counts from the moment on at which its change was answered.
 */
const read = async (): Promise<readonly Rule[]> => {
  const token = await repository.state();
  // The rules are read after their state: should they change in between, the next call reads them again.
  if (token !== known.token) known = { token, rules: (await repository.list()).sort(byPriority) };
  return known.rules;
};

const shared = coalesce(read);

export const currentRules = (): Promise<readonly Rule[]> => shared('');
