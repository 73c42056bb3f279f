import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIPv6, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import pLimit from 'p-limit';
import { sleep } from '#lib/core/clock';
import type { Target } from '../model.ts';
import type { HttpProbe } from '../probe.ts';
import type { Pace } from '../schedule.ts';
import { type ProbeResult, type Reply, rounded } from '../summarise.ts';
import { lossOf } from './loss.ts';

const REQUESTS_AT_ONCE = 200;
const requests = pLimit(REQUESTS_AT_ONCE);
/** Of an answer's body no more is read than this. */
const MOST_BYTES = 256 * 1024;
const DAY_MS = 86_400_000;

export type HttpTarget = Pick<Target, 'ip'> & { probe: HttpProbe };

const hostOf = (ip: string): string => (isIPv6(ip) ? `[${ip}]` : ip);

/** Whole days until the certificate of a connection ends; undefined without one. */
const daysLeft = (socket: Socket | null, now: number): number | undefined => {
  const ends = (socket as TLSSocket | null)?.getPeerCertificate?.()?.valid_to;
  return ends ? Math.floor((Date.parse(ends) - now) / DAY_MS) : undefined;
};

const isExpected = ({ status }: HttpProbe, given: number): boolean =>
  status ? status.includes(given) : given >= 200 && given < 300;

const read = async (answer: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= MOST_BYTES) break;
  }
  return Buffer.concat(pieces).subarray(0, MOST_BYTES).toString();
};

/** Sends one request to the address itself, whatever the name in the URL stands for; it is over within `timeoutMs`. */
const ask = ({ ip, probe }: HttpTarget, timeoutMs: number): Promise<ProbeResult> =>
  new Promise((resolve) => {
    const url = new URL(probe.url ?? `http://${hostOf(ip)}/`);
    const isTls = url.protocol === 'https:';
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const begun = performance.now();
    let certificateDays: number | undefined;
    const outgoing = (isTls ? tlsRequest : plainRequest)({
      host: ip,
      port: url.port || (isTls ? 443 : 80),
      path: url.pathname + url.search,
      headers: { host: url.host, 'user-agent': 'muster', accept: '*/*', connection: 'close' },
      agent: false,
      ...(isTls && { servername: /^[\d.]+$|:/.test(name) ? '' : name, rejectUnauthorized: probe.insecure !== true }),
    });
    const timer = setTimeout(() => end('timeout'), timeoutMs);
    const end = (reply: Reply, httpStatus?: number): void => {
      clearTimeout(timer);
      outgoing.destroy();
      resolve({ replies: [reply], httpStatus, certificateDays });
    };
    outgoing.on('socket', (socket) =>
      socket.once('secureConnect', () => {
        certificateDays = daysLeft(socket, Date.now());
      }),
    );
    outgoing.once('error', ({ code }: NodeJS.ErrnoException) => end(lossOf(code)));
    outgoing.once('upgrade', ({ statusCode = 101 }) => end('status', statusCode));
    outgoing.once('response', async (answer) => {
      const { statusCode = 0 } = answer;
      const ms = rounded(performance.now() - begun);
      if (!isExpected(probe, statusCode)) return end('status', statusCode);
      if (probe.contains === undefined) return end(ms, statusCode);
      try {
        end((await read(answer)).includes(probe.contains) ? ms : 'body', statusCode);
      } catch (error) {
        end(lossOf((error as NodeJS.ErrnoException).code), statusCode);
      }
    });
    outgoing.end();
  });

/** One HTTP request for each target: its status, time and certificate. The time is that to the head of the answer. */
export const http = (targets: readonly HttpTarget[], { timeoutMs, gapMs }: Pace): Promise<ProbeResult[]> =>
  Promise.all(
    targets.map(async (target, i) => {
      await sleep(i * gapMs);
      return requests(() => ask(target, timeoutMs));
    }),
  );
