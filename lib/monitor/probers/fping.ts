import { type Pace, worstBatchMs } from '../schedule.ts';
import type { Replies } from '../summarise.ts';
import { type Prober, silence } from './prober.ts';
import { type Finished, run } from './run.ts';

const LINE = /^(\S+)\s+:((?:\s+(?:-|[\d.]+))+)$/;

/** A router's word that there is no way to an address. */
const UNREACHABLE = /^ICMP .*Unreachable.* from \S+ for ICMP Echo sent to (\S+)/gm;

/**
 * What `fping -C` says: a line for each address, with a time in ms or `-` for each probe, between messages of other
 * kinds. A probe that was answered twice has more columns, of which the first `count` are meant.
 */
export const readFping = (text: string, count: number): Map<string, Replies> => {
  const found = new Map<string, Replies>();
  const unreachable = new Set([...text.matchAll(UNREACHABLE)].map(([, address]) => address));
  for (const line of text.split('\n')) {
    const [, address, columns] = LINE.exec(line.trimEnd()) ?? [];
    if (address === undefined || columns === undefined) continue;
    const replies = columns.trim().split(/\s+/).slice(0, count);
    found.set(
      address,
      replies.map((column) => {
        if (column !== '-') return Number(column);
        return unreachable.has(address) ? 'unreachable' : 'timeout';
      }),
    );
  }
  return found;
};

const START_MS = 10_000;

const args = ({ count, timeoutMs, periodMs, gapMs }: Pace): string[] =>
  ['-C', count, '-p', periodMs, '-t', timeoutMs, '-i', gapMs].map(String);

const assertWorked = ({ code, stderr }: Finished): void => {
  // 1: some did not answer; 2: some could not be found. 3 and 4 are about fping itself.
  if (code !== undefined && code <= 2) return;
  throw new Error(`fping could not be run: ${stderr.trim().split('\n').at(-1) || 'it was ended'}`);
};

/** ICMP echo by one `fping` process for the whole list. @throws Error when fping itself does not work. */
export const fping: Prober = async (addresses, pace) => {
  const list = [...new Set(addresses)];
  if (list.length === 0) return [];
  const withinMs = worstBatchMs(pace, list.length) + START_MS;
  // Each reply has a line there, which says nothing that is not in the last ones; -q would silence routers as well.
  const finished = await run('fping', args(pace), `${list.join('\n')}\n`, withinMs, { stdout: false });
  assertWorked(finished);
  const found = readFping(finished.stderr, pace.count);
  return addresses.map((address) => found.get(address) ?? silence(pace.count));
};

/** Whether this machine has fping and lets it send. */
export const hasFping = async (): Promise<boolean> => {
  const { code } = await run('fping', ['-q', '-C', '1', '-t', '500', '127.0.0.1'], '', START_MS);
  return code === 0;
};
