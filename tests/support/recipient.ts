import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recipient {
  url: string;
  /** What it was asked, in order. */
  asked: { url: string; method: string; key: string | undefined }[];
  stop(): Promise<void>;
}

/** Somebody whom Muster calls, over real HTTP. `answer` is given the request's number, from 1. */
export const startRecipient = async (
  answer: (response: ServerResponse, nth: number, request: IncomingMessage) => void,
): Promise<Recipient> => {
  const asked: Recipient['asked'] = [];
  const server = createServer((request, response) => {
    const key = request.headers['idempotency-key'];
    asked.push({
      url: request.url ?? '',
      method: request.method ?? '',
      key: typeof key === 'string' ? key : undefined,
    });
    answer(response, asked.length, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, stop };
};

/** Answers with these statuses one after another, the last for good. */
export const statuses =
  (...codes: number[]) =>
  (response: ServerResponse, nth: number): void => {
    response.statusCode = codes[Math.min(nth, codes.length) - 1] ?? 200;
    response.end('{}');
  };
