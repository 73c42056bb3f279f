import { chunk } from '#lib/core/chunk';
import * as clock from '#lib/core/clock';
import { invokeAsync } from '#lib/core/invoke';
import { beginOf } from '../averages.ts';
import { forgetLateHour, lateHoursNoted } from '../repository/late-hours.ts';
import { type Membership, memberships } from '../repository/listed.ts';
import { setMarkBack } from '../repository/packs.ts';
import { KEPT_DAYS } from '../repository/pings.ts';
import * as sweeps from '../repository/sweeps.ts';
import { BATCHES_A_SECOND, GROUPS_A_BATCH, LONGEST_MS, SETTLING_MS } from '../schedule.ts';
import { nextWindow } from '../windows.ts';
import { type GroupOf, type RollUpBatch, rollUpBatch, rollUpSingle } from './roll-up-batch.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface RollUpOptions {
  now?: () => Date;
  /** Whether time is running out; what is left is for the next run. */
  shouldStop?: () => boolean;
  /** Hands a batch to another invocation. */
  give?: (batch: RollUpBatch) => Promise<void>;
}

const giveToRollUp = (batch: RollUpBatch): Promise<void> => invokeAsync('rollUpBatch', batch);

/**
 * Sets the marks of groups back to which results were written late. An hour stays noted for as long as an invocation that
 * has noted it could still write.
 */
const setLateBack = async (now: Date): Promise<void> => {
  const settled = clock.iso(clock.later(now, -LONGEST_MS));
  for (const late of await lateHoursNoted()) {
    await setMarkBack(late.group, late.hour);
    if (late.at <= settled) await forgetLateHour(late);
  }
};

const membersByGroup = async (): Promise<{ groups: GroupOf[]; single: Membership[] }> => {
  const groups = new Map<string, GroupOf>();
  const single: Membership[] = [];
  for await (const servers of memberships())
    for (const server of servers) {
      const { id, group, groupedAt = '' } = server;
      if (group === undefined) {
        single.push(server);
        continue;
      }
      const known = groups.get(group) ?? { group, members: [] };
      known.members.push({ id, groupedAt });
      groups.set(group, known);
    }
  return { groups: [...groups.values()], single };
};

/** Batches of groups: one is done here, more of them by other invocations, so many a second. */
const rollUpAll = async (
  batches: readonly RollUpBatch[],
  { shouldStop, give }: Required<Pick<RollUpOptions, 'shouldStop' | 'give'>>,
): Promise<void> => {
  const [first] = batches;
  if (first && batches.length === 1) return rollUpBatch(first, { shouldStop });
  for (const batch of batches) {
    await give(batch);
    await clock.sleep(1000 / BATCHES_A_SECOND);
  }
};

/**
 * Makes hour and day averages up to the last whole hour, and of each server's results of an hour one item. Every group
 * has a mark up to where that is done, and goes on from there; after a standstill that is days, at most as many as raw
 * records are kept. Gives up to when they are made when all is done.
 */
export const rollUp = async ({
  now = clock.now,
  shouldStop = () => false,
  give = giveToRollUp,
}: RollUpOptions = {}): Promise<string> => {
  const until = beginOf('hour', clock.iso(clock.later(now(), -SETTLING_MS)));
  const oldest = beginOf('hour', clock.iso(clock.later(now(), HOUR_MS - KEPT_DAYS.raw * DAY_MS)));
  await setLateBack(now());
  const mark = (await sweeps.rolledUpTo()) ?? oldest;
  // A mark that is ahead was made by a clock that has been set back since: what it skipped is made now.
  let from = mark < oldest || mark > until ? oldest : mark;
  const { groups, single } = await membersByGroup();
  const batches = chunk(groups, GROUPS_A_BATCH).map((some) => ({ until, oldest, from, groups: some }));
  await rollUpAll(batches, { shouldStop, give });
  while (from < until && !shouldStop()) {
    const window = nextWindow(from, until);
    await rollUpSingle(single, window);
    await sweeps.markRolledUp(window.to);
    from = window.to;
  }
  return from;
};
