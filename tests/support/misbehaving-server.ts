import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

export interface MisbehavingServer {
  url: string;
  /** The `Idempotency-Key` of each request, in order. */
  keys: string[];
  stop(): Promise<void>;
}

/** Somebody who speaks HTTP badly: whatever is sent to it, `answer` writes to the bare socket what it likes. */
export const startMisbehavingServer = async (
  answer: (socket: Socket, nth: number) => void,
): Promise<MisbehavingServer> => {
  const keys: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (sent) => {
      keys.push(/^idempotency-key: (.*)\r$/im.exec(sent.toString())?.[1] ?? '');
      answer(socket, keys.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys, stop };
};
