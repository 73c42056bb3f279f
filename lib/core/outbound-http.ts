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
export class TargetRefused extends Error {
  readonly code = 'TARGET_REFUSED';
}

/** Whoever names a party may choose a private address: these are the operator's own, and not those of the callers. */
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

interface OutboundResponse {
  status: number;
  /** The connection had been used before, and was closed by the other side meanwhile: nobody has seen the call. */
  stale?: false;
}

const send = ({
  url,
  method,
  headers,
  body,
  timeoutMs,
}: OutboundRequest): Promise<OutboundResponse | { stale: true }> =>
  new Promise((resolve, reject) => {
    const { protocol, hostname } = new URL(url);
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (parseIp(literal)) assertTarget(literal);
    const make = protocol === 'https:' ? tlsRequest : plainRequest;
    const signal = AbortSignal.timeout(timeoutMs);
    let answered: number | undefined;
    const call = make(url, { method, headers, lookup: guardedLookup, signal }, (response) => {
      let bytes = 0;
      answered = response.statusCode ?? 0;
      // Read to its end, so that the connection can be used again; a long or broken answer is let go.
      response.on('data', (piece: Buffer) => {
        bytes += piece.byteLength;
        if (bytes > MOST_BYTES) response.destroy();
      });
      // The status has come, and it alone counts.
      response.on('error', () => {});
      response.on('close', () => resolve({ status: response.statusCode ?? 0 }));
    });
    call.on('error', (error: NodeJS.ErrnoException) => {
      // A body that breaks off, is malformed or never comes: the other side has said what became of the call.
      if (answered !== undefined) resolve({ status: answered });
      else if (call.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) resolve({ stale: true });
      else reject(signal.aborted ? (signal.reason as Error) : error);
    });
    call.end(body);
  });

/**
 * Makes a call to somebody outside and gives the status of the answer, whatever it is; a redirect is not followed.
 * Every call that is made over HTTP goes through here, and what must not be called (`ssrf-guard.ts`) is not.
 * @throws TargetRefused, TimeoutError, or what the socket says.
 */
export const sendOutbound = async (call: OutboundRequest): Promise<{ status: number }> => {
  const sent = await send(call);
  if (!sent.stale) return { status: sent.status };
  const again = await send({ ...call, headers: { ...call.headers, Connection: 'close' } });
  if (again.stale) throw Object.assign(new Error('The connection was closed'), { code: 'ECONNRESET' });
  return { status: again.status };
};
