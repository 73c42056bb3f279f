import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** An answer over HTTP. */
export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Patience {
  connectMs: number;
  /** For a whole answer; without it an answer may take any time. */
  answerMs?: number;
}

/** Where on an endpoint something is posted, and what ends it before its time. */
interface Target {
  path?: string;
  signal?: AbortSignal | undefined;
}

const tooLate = (what: string, ms: number): Error =>
  Object.assign(new Error(`${what} within ${ms} ms`), { name: 'TimeoutError', code: 'ETIMEDOUT' });

/** As fetch and the SDK call it, however far the answer had come. */
const aborted = (cause: Error): Error => Object.assign(new Error('It was aborted', { cause }), { name: 'AbortError' });

/** A connection that does not come about is given up sooner than an answer. */
const watchConnecting = (request: ClientRequest, { connectMs }: Patience): void => {
  request.once('socket', (socket: Socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => request.destroy(tooLate('No connection', connectMs)), connectMs);
    for (const end of ['connect', 'close']) socket.once(end, () => clearTimeout(timer));
  });
};

/** Made once for a process: connections are kept, up to so many, and the one that was used last is used next. */
const CONNECTIONS = { keepAlive: true, maxSockets: 128 };

/** What posts to one endpoint. Each `post` sends once. @throws TimeoutError, AbortError, or what the socket says. */
export class Poster {
  readonly #endpoint: URL;
  readonly #patience: Patience;
  readonly #agent: Agent;
  readonly #request: (options: object, answered: (message: IncomingMessage) => void) => ClientRequest;

  constructor(endpoint: URL, patience: Patience) {
    // Importing `node:http` as a module of ECMAScript reads all its members, some of which load a second HTTP client.
    const { Agent, request } = process.getBuiltinModule(endpoint.protocol === 'http:' ? 'node:http' : 'node:https');
    this.#endpoint = endpoint;
    this.#patience = patience;
    this.#agent = new Agent(CONNECTIONS);
    this.#request = request;
  }

  post(headers: Readonly<Record<string, string>>, body: string, { path = '/', signal }: Target = {}): Promise<Answer> {
    const { hostname: host, port } = this.#endpoint;
    const { answerMs } = this.#patience;
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(signal?.aborted ? aborted(error) : error);
      };
      const read = (message: IncomingMessage): void => {
        const pieces: Buffer[] = [];
        message.on('data', (piece: Buffer) => pieces.push(piece));
        message.on('error', fail);
        message.on('end', () => {
          clearTimeout(timer);
          const [first] = pieces;
          const all = pieces.length > 1 ? Buffer.concat(pieces) : first;
          resolve({ status: message.statusCode ?? 0, headers: message.headers, body: all?.toString() ?? '' });
        });
      };
      const options = { method: 'POST', host, port, path, agent: this.#agent, headers, ...(signal && { signal }) };
      const request = this.#request(options, read);
      const timer =
        answerMs === undefined
          ? undefined
          : setTimeout(() => request.destroy(tooLate('No answer', answerMs)), answerMs);
      request.on('error', fail);
      watchConnecting(request, this.#patience);
      request.end(body);
    });
  }

  destroy(): void {
    this.#agent.destroy();
  }
}
