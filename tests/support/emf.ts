import { expect } from '@jest/globals';
import { METRICS, type MetricName } from '#lib/core/metrics';

/** A line as CloudWatch reads it: the embedded metric format. */
export interface EmfLine {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
  [member: string]: unknown;
}

/** Does something, and gives the EMF lines that were written to standard output meanwhile. */
export const written = async (act: () => Promise<unknown>): Promise<EmfLine[]> => {
  const { stdout } = process;
  const lines: EmfLine[] = [];
  const write = stdout.write;
  stdout.write = ((chunk: unknown, ...rest: never[]) => {
    if (!String(chunk).startsWith('{"_aws"')) return write.call(stdout, chunk as string, ...rest);
    lines.push(JSON.parse(String(chunk)));
    return true;
  }) as typeof stdout.write;
  try {
    await act();
  } finally {
    stdout.write = write;
  }
  return lines;
};

/** What of a line is metrics. */
export const valuesIn = ({ _aws, stage: _, service: __, ...values }: EmfLine): Record<string, unknown> => values;

/** The line that an invocation writes that measured this, whole; only its time is left open. */
export const line = (stage: string, values: Partial<Record<MetricName, unknown>>): unknown => ({
  _aws: {
    Timestamp: expect.any(Number),
    CloudWatchMetrics: [
      {
        Namespace: 'Muster',
        Dimensions: [['service', 'stage']],
        Metrics: (Object.keys(values) as MetricName[]).map((Name) => ({ Name, Unit: METRICS[Name] })),
      },
    ],
  },
  service: 'muster',
  stage,
  ...values,
});
