import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { AppError } from '#lib/core/errors';
import { namedClusterUnknown, operationNotAllowed, tooManyMachines } from '../errors.ts';
import type { BulkResult, Operation } from '../model.ts';
import * as clusters from '../repository/clusters.ts';
import { groupsToTerminate } from '../repository/machine-operations.ts';
import { allowedIn } from '../states.ts';
import { compact } from './clusters.ts';
import { firstMatching, type Listed } from './machine-list.ts';
import { begin, terminateAll } from './operations.ts';

/** The most machines that one call operates on. */
const MAX_MACHINES = 1000;

const OPERATIONS_IN_FLIGHT = 32;
const TRANSACTIONS_IN_FLIGHT = 4;

type OperationOutcome = readonly [id: string, fault: AppError | undefined];

/** A machine's own trouble is told with it; only a defect of ours ends the whole call. */
const errorOf = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  throw error;
};

const operateOnEach = (operation: Operation, listed: readonly Listed[], at: Date): Promise<OperationOutcome[]> =>
  pLimit(OPERATIONS_IN_FLIGHT).map(listed, async ({ record: { id } }): Promise<OperationOutcome> => {
    try {
      await begin(id, operation, at);
      return [id, undefined];
    } catch (error) {
      return [id, errorOf(error)];
    }
  });

const terminateGroup = async (group: readonly Listed[], cluster: string, at: Date): Promise<OperationOutcome[]> => {
  const ids = group.map(({ record }) => record.id);
  try {
    const faults = await terminateAll(ids, cluster, at);
    return ids.map((id, i): OperationOutcome => [id, faults[i]]);
  } catch (error) {
    const fault = errorOf(error);
    return ids.map((id): OperationOutcome => [id, fault]);
  }
};

/** Ends machines in groups of one cluster: its machine count is written once for each group. */
const terminateEach = async (listed: readonly Listed[], at: Date): Promise<OperationOutcome[]> => {
  const byCluster = Map.groupBy(listed, ({ cluster }) => cluster.id);
  const groups = [...byCluster].flatMap(([cluster, members]) =>
    groupsToTerminate(members).map((group) => ({ cluster, group })),
  );
  const outcomes = await pLimit(TRANSACTIONS_IN_FLIGHT).map(groups, ({ cluster, group }) =>
    terminateGroup(group, cluster, at),
  );
  for (const [first] of byCluster.values()) if (first) await compact(first.cluster, at);
  return outcomes.flat();
};

/**
 * Begins an operation on every machine with a tag, of a cluster, or both, side by side; says of each what came of it.
 * With `dryRun` nothing is changed and the answer is what would be.
 * @throws AppError 400 for a cluster that is not there, and for more machines than one call takes; then nothing is done.
 */
export const operate = async (
  operation: Operation,
  { cluster_name, tag }: { cluster_name?: string | undefined; tag?: string | undefined },
  { dryRun = false, most = MAX_MACHINES, now = clock.now }: { dryRun?: boolean; most?: number; now?: () => Date } = {},
): Promise<BulkResult> => {
  const at = now();
  if (cluster_name && !(await clusters.findByName(cluster_name))) throw namedClusterUnknown(cluster_name);
  const listed = await firstMatching({ cluster_name, tag }, most + 1, at);
  if (listed.length > most) throw tooManyMachines(most);
  const isReady = ({ machine }: Listed): boolean => allowedIn(machine.state).includes(operation);
  const ready = listed.filter(isReady);
  const begun = dryRun
    ? []
    : await (operation === 'TERMINATE' ? terminateEach(ready, at) : operateOnEach(operation, ready, at));
  const faults = new Map(begun);
  for (const each of listed)
    if (!isReady(each)) faults.set(each.record.id, operationNotAllowed(operation, each.record, at));
  const ids = listed.map(({ record }) => record.id);
  return {
    accepted: ids.filter((id) => !faults.get(id)),
    rejected: ids.flatMap((id) => {
      const fault = faults.get(id);
      return fault ? [{ id, detail: fault.message }] : [];
    }),
  };
};
