/** One line of the results: a figure of ours, the raw one of the same work, and what we aim at. */
export interface Row {
  figure: string;
  unit: string;
  median: number;
  p99?: number;
  rawMedian?: number;
  rawP99?: number;
  /** Ours to raw. */
  ratio?: number;
  /** What was aimed at, in words: `ratio at most 1.20`. */
  aim?: string;
  /** Whether the aim was met; left out where there is none. */
  met?: boolean;
}

/** A measurement with a name; `small` asks for a run that only shows that it works. */
export interface Bench {
  name: string;
  run(options: { small: boolean }): Promise<Row[]>;
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const rank = (values: readonly number[], share: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

export const median = (values: readonly number[]): number => rank(values, 0.5);
export const p95 = (values: readonly number[]): number => rank(values, 0.95);
export const p99 = (values: readonly number[]): number => rank(values, 0.99);

/** How long a call takes, in milliseconds. */
export const elapsedMs = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

export interface Comparison {
  figure: string;
  /** The work, for the n-th time. */
  ours: (n: number) => Promise<unknown>;
  /** The bare SDK call that does the same, for the n-th time. */
  raw: (n: number) => Promise<unknown>;
  rounds: number;
  /** The largest ratio of the medians that is aimed at. */
  atMost?: number;
}

/**
 * Times ours and raw in turn, in one process on one engine, so that whatever disturbs one disturbs the other as well;
 * which goes first changes each round. The first tenth of the rounds warms up and does not count.
 */
export const compare = async ({ figure, ours, raw, rounds, atMost }: Comparison): Promise<Row> => {
  const times = { ours: [] as number[], raw: [] as number[] };
  const warmUp = Math.ceil(rounds / 10);
  for (let n = 0; n < rounds + warmUp; n += 1) {
    const turn = [
      async () => times.ours.push(await elapsedMs(() => ours(n))),
      async () => times.raw.push(await elapsedMs(() => raw(n))),
    ];
    for (const each of n % 2 === 0 ? turn : turn.reverse()) await each();
  }
  const [mine, theirs] = [times.ours.slice(warmUp), times.raw.slice(warmUp)];
  const ratio = median(mine) / median(theirs);
  return {
    figure,
    unit: 'ms',
    median: median(mine),
    p99: p99(mine),
    rawMedian: median(theirs),
    rawP99: p99(theirs),
    ratio,
    ...(atMost !== undefined && { aim: `ratio at most ${atMost.toFixed(2)}`, met: ratio <= atMost }),
  };
};

/** Calls that are made at a time, where their processor time is measured. */
const AT_ONCE = 8;

/** Processor time of this process for each of so many calls, in milliseconds; the engine's is another process. */
const cpuMsEach = async (count: number, work: (n: number) => Promise<unknown>): Promise<number> => {
  const begun = process.cpuUsage();
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000 / count;
};

/** As `compare`, but what is compared is the processor time of a call, which other programs on the machine change less. */
export const compareCpu = async ({ figure, ours, raw, rounds, atMost }: Comparison): Promise<Row> => {
  const ROUNDS = 10;
  const times = { ours: [] as number[], raw: [] as number[] };
  const each = Math.ceil(rounds / ROUNDS);
  for (let round = -2; round < ROUNDS; round += 1) {
    const from = (round + 2) * each;
    const mine = await cpuMsEach(each, (n) => ours(from + n));
    const theirs = await cpuMsEach(each, (n) => raw(from + n));
    // The first two rounds warm up.
    if (round < 0) continue;
    times.ours.push(mine);
    times.raw.push(theirs);
  }
  const [middle, rawMiddle] = [median(times.ours), median(times.raw)];
  const ratio = middle / rawMiddle;
  return {
    figure,
    unit: 'ms of a processor',
    median: middle,
    rawMedian: rawMiddle,
    ratio,
    ...(atMost !== undefined && { aim: `ratio at most ${atMost.toFixed(2)}`, met: ratio <= atMost }),
  };
};

/** A figure that stands alone, with what was aimed at. */
export const figure = (name: string, unit: string, value: number, aim?: { words: string; met: boolean }): Row => ({
  figure: name,
  unit,
  median: value,
  ...(aim && { aim: aim.words, met: aim.met }),
});
