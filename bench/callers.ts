import { Agent, request } from 'node:http';

/** What a call was answered. */
export interface Answered {
  status: number;
  text: string;
}

export type Ask = (method: string, path: string, body?: unknown) => Promise<Answered>;

/** Calls to a server over connections that are kept, so many at the most. */
export const asking = (url: string | URL, maxSockets = 64): { ask: Ask; close(): void } => {
  const agent = new Agent({ keepAlive: true, maxSockets });
  const ask: Ask = (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const sent = request(new URL(path, url), { method, agent, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') }),
        );
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return { ask, close: () => agent.destroy() };
};

export interface Load {
  perSecond: number;
  /** How long each call took, in ms. */
  times: number[];
  /** How many were answered with each status that is no success. */
  refused: Map<number, number>;
}

/** So many callers, each of which waits for its answer before it calls again, for so long. */
export const loadOf = async (
  callers: number,
  seconds: number,
  call: () => Promise<{ status: number }>,
): Promise<Load> => {
  const times: number[] = [];
  const refused = new Map<number, number>();
  const begun = performance.now();
  const caller = async (): Promise<void> => {
    while (performance.now() - begun < seconds * 1000) {
      const at = performance.now();
      const { status } = await call();
      times.push(performance.now() - at);
      if (status >= 300) refused.set(status, (refused.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { perSecond: (times.length * 1000) / (performance.now() - begun), times, refused };
};
