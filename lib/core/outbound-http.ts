import { type LookupAddress, lookup } from 'node:dns';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { parseIp } from './address.ts';
import { reasonToBlock } from './ssrf-guard.ts';

/** A call that leaves Muster, as somebody's settings or data ask for it. */
export interface OutboundRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  timeoutMs: number;
}

/** Why a call was not made: its address, or one that its name stands for, must not be called. */
class TargetRefused extends Error {
  readonly code = 'TARGET_REFUSED';
}

/** Whoever names a recipient may choose a private address: these are the operator's own, and not those of the callers. */
const assertTarget = (address: string): void => {
  const refusal = reasonToBlock(address, { allowPrivate: true });
  if (refusal) throw new TargetRefused(`The address ${refusal}`);
};

/**
 * Looks a name up and judges every address that it stands for; the socket connects to what was judged, so that no second
 * answer of the name server's can lead elsewhere.
 */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[] = []) => {
    if (error) return callback(error, []);
    try {
      for (const { address } of found) assertTarget(address);
    } catch (refusal) {
      return callback(refusal as NodeJS.ErrnoException, []);
    }
    const [first] = found;
    return options.all ? callback(null, found) : callback(null, first?.address ?? '', first?.family);
  });
};

/** More of an answer's body is not read, and none of it is kept. */
const MOST_BYTES = 64 * 1024;

const ABORTED = 'The connection ended before an answer';

/**
 * Makes a call to somebody outside and gives the status of the answer, whatever it is; a redirect is not followed.
 * Every call that is made over HTTP goes through here, and what must not be called (`ssrf-guard.ts`) is not. Each call has a
 * connection of its own: over one that is used again, Node cannot tell a request that was never seen from one that was,
 * and a second sending would be one more than the ledger counts.
 * @throws TargetRefused, TimeoutError, or what the socket says.
 */
export const sendOutbound = ({ url, method, headers, body, timeoutMs }: OutboundRequest): Promise<{ status: number }> =>
  new Promise((resolve, reject) => {
    const { protocol, hostname } = new URL(url);
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (parseIp(literal)) assertTarget(literal);
    const make = protocol === 'https:' ? tlsRequest : plainRequest;
    const call = make(url, { method, headers, lookup: guardedLookup, agent: false });
    let answered: number | undefined;
    const settle = (error: Error): void => {
      clearTimeout(timer);
      call.destroy();
      // Once the status has come it alone counts: the other side has said what became of the call.
      if (answered === undefined) reject(error);
      else resolve({ status: answered });
    };
    const timer = setTimeout(() => settle(new DOMException(`No answer in ${timeoutMs} ms`, 'TimeoutError')), timeoutMs);
    call.on('response', (response) => {
      let bytes = 0;
      answered = response.statusCode ?? 0;
      // Read to its end, so that the other side is not cut off; a long or broken answer is let go.
      response.on('data', (piece: Buffer) => {
        bytes += piece.byteLength;
        if (bytes > MOST_BYTES) response.destroy();
      });
      response.on('error', settle);
      response.on('close', () => settle(new Error(ABORTED)));
    });
    // Nobody asked for another protocol. Without this Node lets go of the connection and tells nobody.
    call.on('upgrade', (response, socket) => {
      answered = response.statusCode ?? 0;
      socket.destroy();
      settle(new Error(ABORTED));
    });
    call.on('error', settle);
    call.on('close', () => settle(Object.assign(new Error(ABORTED), { code: 'ECONNRESET' })));
    call.end(body);
  });
