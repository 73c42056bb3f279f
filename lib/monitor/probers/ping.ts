import { isIPv6 } from 'node:net';
import pLimit from 'p-limit';
import { sleep } from '#lib/core/clock';
import { type Pace, worstBatchMs } from '../schedule.ts';
import type { Replies, Reply } from '../summarise.ts';
import type { Prober } from './prober.ts';
import { run } from './run.ts';

/** What `ping` says: `icmp_seq=2 ttl=64 time=0.043 ms` for each answer. A second answer to one probe is not counted. */
export const readPing = (text: string, count: number): Replies => {
  const replies = Array<Reply>(count).fill(/Network is unreachable/.test(text) ? 'unreachable' : 'timeout');
  for (const [, sequence] of text.matchAll(/icmp_seq=(\d+) .*unreachable/gi))
    if (Number(sequence) <= count) replies[Number(sequence) - 1] = 'unreachable';
  for (const [, sequence, ms] of text.matchAll(/icmp_seq=(\d+) .*?time[=<]([\d.]+) ms/g)) {
    const at = Number(sequence) - 1;
    if (at < count && typeof replies[at] !== 'number') replies[at] = Number(ms);
  }
  return replies;
};

/** Each address is a process of its own here, so there are never more than so many. */
const PING_AT_ONCE = 64;
const running = pLimit(PING_AT_ONCE);

const START_MS = 5000;

const args = (address: string, { count, timeoutMs, periodMs }: Pace): string[] => [
  isIPv6(address) ? '-6' : '-4',
  '-n',
  ...['-c', count, '-i', periodMs / 1000, '-W', timeoutMs / 1000].map(String),
  address,
];

const pingOne = async (address: string, pace: Pace): Promise<Replies> => {
  const { stdout } = await run('ping', args(address, pace), '', worstBatchMs(pace, 1) + START_MS);
  return readPing(stdout, pace.count);
};

/** ICMP echo by `ping`, a process for each address, bounded in number. */
export const ping: Prober = (addresses, pace) =>
  Promise.all(
    addresses.map(async (address, i) => {
      await sleep(i * pace.gapMs);
      return running(() => pingOne(address, pace));
    }),
  );

/** Whether this machine has ping and lets it send. */
export const hasPing = async (): Promise<boolean> => {
  const { code } = await run('ping', ['-n', '-c', '1', '-W', '1', '127.0.0.1'], '', START_MS);
  return code === 0;
};
