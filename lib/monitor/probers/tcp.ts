import { connect } from 'node:net';
import pLimit from 'p-limit';
import { sleep } from '#lib/core/clock';
import type { LossReason } from '../probe.ts';
import type { Pace } from '../schedule.ts';
import type { Replies, Reply } from '../summarise.ts';
import { lossOf } from './loss.ts';
import type { Prober } from './prober.ts';

/** Half of what Lambda allows, so that the table's connections and files have room. */
const SOCKETS_AT_ONCE = 500;
const sockets = pLimit(SOCKETS_AT_ONCE);

/** A machine that says no is there. */
const ANSWERS = new Set(['ECONNREFUSED', 'ECONNRESET']);

/** How long a connect takes in ms, to its success or refusal; else why neither came within `timeoutMs`. */
const connectMs = (host: string, port: number, timeoutMs: number): Promise<Reply> =>
  new Promise((resolve) => {
    const begin = performance.now();
    const socket = connect({ host, port, autoSelectFamily: false });
    const timer = setTimeout(() => end('timeout'), timeoutMs);
    const end = (lost?: LossReason): void => {
      const ms = performance.now() - begin;
      clearTimeout(timer);
      socket.destroy();
      resolve(lost ?? ms);
    };
    socket.once('connect', () => end());
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => end(ANSWERS.has(code) ? undefined : lossOf(code)));
  });

const probe = async (host: string, port: number, { count, timeoutMs, periodMs }: Pace): Promise<Replies> => {
  const replies: Reply[] = [];
  const begin = performance.now();
  for (let i = 0; i < count; i += 1) {
    await sleep(Math.max(0, begin + i * periodMs - performance.now()));
    replies.push(await sockets(() => connectMs(host, port, timeoutMs)));
  }
  return replies;
};

/** Times TCP connects to a port, where a refusal is an answer too: what works where ICMP is not allowed. */
export const tcp =
  (port: number): Prober =>
  (addresses, pace) =>
    Promise.all(
      addresses.map(async (address, i) => {
        await sleep(i * pace.gapMs);
        return probe(address, port, pace);
      }),
    );
