import { AsyncLocalStorage } from 'node:async_hooks';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { isMeasured, settings } from './settings.ts';

/** The namespace of all metrics in CloudWatch, and the value of their dimension `service`; the other one is `stage`. */
export const NAMESPACE = 'Muster';
export const SERVICE = 'muster';

/**
 * Everything that is measured, with its unit. There are two dimensions and no more: each pool, device or server as a
 * dimension would be a metric of its own, and paid for.
 */
export const METRICS = {
  AddressesAllocated: 'Count',
  AddressesReleased: 'Count',
  /** Calls that were refused because their pool has none, or not enough, left. */
  PoolsExhausted: 'Count',
  DevicesRegistered: 'Count',
  ExecAttempts: 'Count',
  ExecSuccesses: 'Count',
  /** Exec calls that were given up. */
  ExecFailures: 'Count',
  /** From the registration to the service manager's 2xx. */
  ExecLatency: 'Milliseconds',
  /** Since the registration of the device that has waited longest; 0 when none waits. Once a minute. */
  OldestExecAge: 'Seconds',
  AlertAttempts: 'Count',
  AlertSuccesses: 'Count',
  AlertFailures: 'Count',
  AlertLatency: 'Milliseconds',
  SweepsFinished: 'Count',
  /** Scheduled sweeps that did not happen, because the one before still ran. */
  SweepsLeftOut: 'Count',
  SweepLag: 'Milliseconds',
  SweepDuration: 'Milliseconds',
  ServersAnswered: 'Count',
  ServersLost: 'Count',
  LoginsRefused: 'Count',
  /** Calls that were answered from their `Idempotency-Key`. */
  Replays: 'Count',
  /** Requests that the database did not take, with all their retries. */
  DatabaseBusy: 'Count',
} as const satisfies Record<string, 'Count' | 'Seconds' | 'Milliseconds'>;

export type MetricName = keyof typeof METRICS;
type Counted = { [N in MetricName]: (typeof METRICS)[N] extends 'Count' ? N : never }[MetricName];
type Measured = Exclude<MetricName, Counted>;

/** What one invocation has measured so far. */
interface Invocation {
  metrics?: Metrics;
}

/** On a laptop many invocations share a process: each has its own, and nothing else may hold any. */
const invocations = new AsyncLocalStorage<Invocation>();

const note = (name: MetricName, value: number): void => {
  const invocation = invocations.getStore();
  if (!invocation || !isMeasured()) return;
  invocation.metrics ??= new Metrics({
    namespace: NAMESPACE,
    serviceName: SERVICE,
    defaultDimensions: { stage: settings().STAGE },
  });
  invocation.metrics.addMetric(name, METRICS[name], value);
};

/** Counts what happened, `by` times. Outside of an invocation (a test, a command) nothing is counted. */
export const count = (name: Counted, by = 1): void => {
  if (by > 0) note(name, by);
};

/** Notes a value in the unit of its metric. */
export const measure = (name: Measured, value: number): void => note(name, value);

/**
 * A handler whose metrics are written at the end of each invocation, also of one that fails: a line on standard output in
 * CloudWatch's embedded metric format, of which CloudWatch makes metrics by itself. No line when nothing was measured.
 */
export const metered =
  <A extends unknown[], R>(handle: (...given: A) => R | Promise<R>) =>
  (...given: A): Promise<R> => {
    const invocation: Invocation = {};
    return invocations.run(invocation, async () => {
      try {
        return await handle(...given);
      } finally {
        invocation.metrics?.publishStoredMetrics();
      }
    });
  };
