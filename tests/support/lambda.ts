import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Lambda {
  url: string;
  /** The keys of the functions that were invoked, in order. */
  invoked: string[];
  /** Resolves when nothing that was handed over runs any more. */
  idle(): Promise<void>;
  /** While it is true, every invocation is refused. */
  refuse: boolean;
  /** How many were refused. */
  refused: number;
  stop(): Promise<void>;
}

/** Lambda's Invoke API, as far as `lib/core/invoke.ts` uses it, over real HTTP and with real handlers. */
export const startLambda = async (functions: Record<string, (payload: never) => Promise<unknown>>): Promise<Lambda> => {
  const invoked: string[] = [];
  const running = new Set<Promise<unknown>>();
  const server = createServer(async (request, response) => {
    const key = /functions\/[^/]*-(\w+)\/invocations/.exec(request.url ?? '')?.[1] ?? '';
    if (lambda.refuse) {
      lambda.refused += 1;
      return response.writeHead(400, { 'x-amzn-ErrorType': 'InvalidRequestContentException' }).end('{}');
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    invoked.push(key);
    const run = functions[key]?.(JSON.parse(Buffer.concat(pieces).toString()) as never) ?? Promise.reject(key);
    const noted = run.finally(() => running.delete(noted));
    running.add(noted);
    return response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running);
  };
  const { port } = server.address() as AddressInfo;
  const lambda: Lambda = { url: `http://127.0.0.1:${port}`, invoked, idle, stop, refuse: false, refused: 0 };
  return lambda;
};
