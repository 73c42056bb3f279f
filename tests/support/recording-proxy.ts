import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked of the engine: the operation, and the body as JSON. */
export interface Recorded {
  operation: string;
  body: unknown;
}

/** What to answer instead of the engine; `hang up` ends the connection without a word. */
export type Instead = { status: number; body: string } | 'hang up';

export interface RecordingProxy {
  url: string;
  recorded: Recorded[];
  /** Asked before each request is handed on. */
  meddle: ((nth: number) => Instead | undefined) | undefined;
  stop(): Promise<void>;
}

/** Stands in front of an engine, hands everything on as it is, and remembers it. */
export const startRecordingProxy = async (engine: string): Promise<RecordingProxy> => {
  const { hostname, port } = new URL(engine);
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    proxy.recorded.push({ operation, body: JSON.parse(body.toString()) });
    const instead = proxy.meddle?.(proxy.recorded.length);
    if (instead === 'hang up') return request.socket.destroy();
    if (instead) return response.writeHead(instead.status).end(instead.body);
    const { method, url, headers } = request;
    return forward({ hostname, port, method, path: url, headers }, (answered) => {
      response.writeHead(answered.statusCode ?? 0, answered.headers);
      answered.pipe(response);
    }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const url = `http://${new URL(engine).username || 'local'}@127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy: RecordingProxy = { url, recorded: [], meddle: undefined, stop };
  return proxy;
};
