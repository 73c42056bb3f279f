import { cpus, totalmem } from 'node:os';
import type { Row } from './harness.ts';

/** What one bench gave, and when and on what. */
export interface Section {
  bench: string;
  measuredOn: string;
  rows: Row[];
}

const number = (value: number | undefined): string => {
  if (value === undefined) return '';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
};

/** What the figures were measured on, in one sentence. */
export const machine = (): string =>
  `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}`;

/** The rows as a Markdown table. */
export const markdown = (rows: readonly Row[]): string =>
  [
    '| figure | unit | median | p99 | raw median | raw p99 | ratio | aim | met |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | --- |',
    ...rows.map(({ figure, unit, median, p99, rawMedian, rawP99, ratio, aim, met }) => {
      const numbers = [median, p99, rawMedian, rawP99, ratio].map(number);
      const verdict = met === undefined ? '' : met ? 'yes' : 'no';
      return `| ${[figure, unit, ...numbers, aim ?? '', verdict].join(' | ')} |`;
    }),
  ].join('\n');
