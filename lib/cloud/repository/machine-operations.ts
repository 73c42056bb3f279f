import { chunk } from '#lib/core/chunk';
import { iso } from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { all, atMost, type Condition, is, isOneOf } from '#lib/db/conditions';
import { type ConditionFailed, orWhenRefused, unlessRefused } from '#lib/db/errors';
import { machineKey } from '#lib/db/keys';
import { type Item, type ItemUpdate, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transactNamed } from '#lib/db/transact';
import type { Operation } from '../model.ts';
import { LOG_LENGTH, MachineRecord } from '../records.ts';
import { begin, TRANSITIONS } from '../states.ts';
import { counting } from './clusters.ts';

/** An operation could not begin: on the machine as it is instead, or because there is none. */
export interface NotBegun {
  there: MachineRecord | undefined;
}

const imageIn = ({ item }: ConditionFailed): MachineRecord | undefined => item && MachineRecord.parse(item);

const operationOn = (operation: Operation, now: Date, call = randomId()): { change: ItemUpdate; when: Condition } => {
  const at = iso(now);
  return {
    change: {
      set: { ...begin(operation, now), updated_at: at },
      append: { operations: [{ type: operation, performed_on: at, call }] },
      add: { version: 1 },
    },
    when: all(isOneOf('settled', TRANSITIONS[operation].from), atMost('settled_at', at)),
  };
};

/** So many operations over LOG_LENGTH pile up before they are cut off: one write more for each twenty. */
const SLACK = 20;

const trim = async ({ id, version, operations }: MachineRecord): Promise<void> => {
  if (operations.length < LOG_LENGTH + SLACK) return;
  // Somebody may be faster; whoever runs the next operation sees to it.
  const kept = { operations: operations.slice(-LOG_LENGTH) };
  await unlessRefused(table.update(machineKey(id), { set: kept }, is('version', version)));
};

/** Begins an operation that does not end the machine's life, if its state allows it: one conditional write. */
export const run = (id: string, operation: Operation, now: Date): Promise<MachineRecord | NotBegun> => {
  const call = randomId();
  const { change, when } = operationOn(operation, now, call);
  const begin = async (): Promise<MachineRecord | NotBegun> => {
    const machine = MachineRecord.parse(await table.update(machineKey(id), change, when));
    await trim(machine);
    return machine;
  };
  return orWhenRefused(begin(), (refusal) => {
    const there = imageIn(refusal);
    // Sent twice: the log tells, even when another operation has begun between the two.
    return there && isInLog(refusal.item, call) ? there : { there };
  });
};

const isInLog = (item: Item | undefined, call: string): boolean =>
  ((item?.operations ?? []) as readonly { call?: string }[]).some((entry) => entry.call === call);

/** The most machines that one transaction ends. */
const TERMINATED_AT_ONCE = 50;

/** Cuts a list of machines into groups that `terminate` takes. */
export const groupsToTerminate = <T>(machines: readonly T[]): T[][] => chunk(machines, TERMINATED_AT_ONCE);

/**
 * Ends machines of one cluster, all or none, and tells its count when they will be gone. Those that cannot end are told
 * by their ids, or that the whole cluster is gone.
 */
export const terminate = async (
  ids: readonly string[],
  cluster: string,
  now: Date,
): Promise<'begun' | 'cluster-gone' | Map<string, NotBegun>> => {
  const { change, when } = operationOn('TERMINATE', now);
  const refused = await transactNamed({
    ...Object.fromEntries(ids.map((id) => [id, step.update(machineKey(id), change, when)])),
    cluster: counting.departure(cluster, begin('TERMINATE', now).settled_at, ids.length),
  } as Record<string, Step>);
  if (!refused) return 'begun';
  const { cluster: clusterGone, ...machines } = refused;
  if (clusterGone) return 'cluster-gone';
  return new Map(
    Object.entries(machines).flatMap(([id, refusal]) => (refusal ? [[id, { there: imageIn(refusal) }]] : [])),
  );
};
