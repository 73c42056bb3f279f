import * as pools from '#lib/pools/service';
import { deviceKeyOf } from '#lib/ztp/service';
import { mismatch } from '../match.ts';
import type { MatchResult, PlannedStep, Rule, Subject } from '../model.ts';
import { countDevices } from '../repository/rules.ts';
import { render } from '../template.ts';
import { subjectVariables } from '../variables.ts';
import { currentRules } from './rules-cache.ts';

const isFull = ({ max_devices }: Rule, devices = 0): boolean => max_devices !== undefined && devices >= max_devices;

/** Why a rule is passed over for a device; undefined when it is not, as far as the rule itself tells. */
export const reasonAgainst = (rule: Rule, subject: Subject): string | undefined =>
  rule.enabled ? mismatch(rule.match, subject) : 'It is disabled';

/** Counts past 2^53 are text; nobody needs them to the last address here. */
const freeOf = ({ released, cooling }: { released: number | string; cooling: number }): number =>
  Math.min(Number(released) - cooling, Number.MAX_SAFE_INTEGER);

const planned = async ({ address, monitor, machine, exec }: Rule, subject: Subject): Promise<PlannedStep[]> => {
  const values = subjectVariables(subject);
  const use = address && (await pools.usage(address.pool).catch(() => undefined));
  return [
    ...(address ? [{ step: 'address' as const, pool: address.pool, free: use ? freeOf(use) : 0 }] : []),
    ...(monitor
      ? [
          {
            step: 'monitor' as const,
            name: render(monitor.name, values),
            target: monitor.target ?? (address ? ('address' as const) : ('ip' as const)),
          },
        ]
      : []),
    ...(machine
      ? [{ step: 'machine' as const, cluster_name: machine.cluster_name, name: render(machine.name, values) }]
      : []),
    ...(exec ? [{ step: 'exec' as const, when: exec.when }] : []),
  ];
};

/** The rule by which a device would be enrolled now, whose id is its key. */
export const firstWithRoom = async (subject: Subject): Promise<Rule | undefined> => {
  const fitting = (await currentRules()).filter((rule) => reasonAgainst(rule, subject) === undefined);
  const limited = fitting.filter(({ max_devices }) => max_devices !== undefined);
  const counts = await countDevices(limited.map(({ name }) => name));
  return fitting.find((rule) => !isFull(rule, counts.get(rule.name)));
};

/** What would become of a device that registers so. Changes nothing. */
export const match = async ({ id, ...said }: Subject): Promise<MatchResult> => {
  const subject = { id: deviceKeyOf(id), ...said };
  const rules = await currentRules();
  const judged = rules.map((rule) => ({ rule, reason: reasonAgainst(rule, subject) }));
  const limited = judged.filter(({ rule, reason }) => reason === undefined && rule.max_devices !== undefined);
  const counts = await countDevices(limited.map(({ rule }) => rule.name));
  const skipped: MatchResult['skipped'] = [];
  for (const { rule, reason } of judged) {
    const against =
      reason ?? (isFull(rule, counts.get(rule.name)) ? `Its ${rule.max_devices} devices are enrolled` : undefined);
    if (against === undefined) return { rule: rule.name, steps: await planned(rule, subject), skipped };
    skipped.push({ rule: rule.name, reason: against });
  }
  return { rule: null, steps: [], skipped };
};
