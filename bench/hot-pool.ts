/**
 * How many allocations a second one pool can give when deployed: a simulation with DynamoDB's published limits, 1,000 write
 * units and 3,000 read units a second for a partition. An allocation writes an address (1 unit in one of the pool's
 * partitions) and then reads the pool's item (1 unit in its one partition). Time goes in steps of a millisecond; a request
 * that finds its partition used up is sent again after 25 ms and more, as the SDK does.
 */
export interface HotPool {
  callers: number;
  partitions: number;
  seconds: number;
  /** What a request takes when nothing is in its way, in ms. */
  writeMs?: number;
  readMs?: number;
}

export interface Outcome {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

const WRITES_A_SECOND = 1000;
const READS_A_SECOND = 3000;

interface Caller {
  begun: number;
  /** When it does its next step. */
  at: number;
  step: 'write' | 'read' | 'done';
  partition: number;
  tries: number;
}

/** Units of a partition that come evenly over the second; what was not used in the last tenth of one is lost. */
const bucket = (perSecond: number) => {
  let [units, last] = [perSecond / 10, 0];
  return (at: number): boolean => {
    units = Math.min(perSecond / 10, units + ((at - last) * perSecond) / 1000);
    last = at;
    if (units < 1) return false;
    units -= 1;
    return true;
  };
};

export const simulate = ({ callers, partitions, seconds, writeMs = 6, readMs = 3 }: HotPool): Outcome => {
  const writes = Array.from({ length: partitions }, () => bucket(WRITES_A_SECOND));
  const reads = bucket(READS_A_SECOND);
  const pick = () => Math.floor(Math.random() * partitions);
  const all: Caller[] = Array.from({ length: callers }, () => ({
    ...{ begun: 0, at: Math.random() * 10, step: 'write' as const, partition: pick(), tries: 0 },
  }));
  const took: number[] = [];
  for (let now = 0; now < seconds * 1000; now += 1)
    for (const caller of all) {
      if (caller.at > now) continue;
      if (caller.step === 'done') {
        took.push(now - caller.begun);
        Object.assign(caller, { begun: now, step: 'write', partition: pick(), tries: 0 });
      }
      const isTaken = caller.step === 'write' ? writes[caller.partition]?.(now) : reads(now);
      if (!isTaken) {
        caller.tries += 1;
        caller.at = now + Math.max(1, Math.random() * Math.min(25 * 2 ** caller.tries, 1000));
        continue;
      }
      caller.at = now + (caller.step === 'write' ? writeMs : readMs);
      caller.step = caller.step === 'write' ? 'read' : 'done';
    }
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.floor((took.length - 1) * share)] ?? 0;
  return { perSecond: took.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
};
