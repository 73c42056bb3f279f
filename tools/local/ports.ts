import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const listen = (port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const { port: bound } = server.address() as { port: number };
      server.close(() => resolve(bound));
    });
  });

/**
 * Below the ephemeral ports (Linux has them from 32768 on, others from 49152, RFC 6335), which systems give to outgoing
 * connections: one of those may be another's by the time that it is used.
 */
const [FIRST, LAST] = [20_000, 32_000];

/** A port of the loopback interface, or of that address, that nobody has at this moment. */
export const freePort = async (host = '127.0.0.1'): Promise<number> => {
  for (;;) {
    try {
      return await listen(randomInt(FIRST, LAST), host);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
};

/** Whether a server could be started on that port, on IPv4 and, where the machine has it, IPv6. */
export const isFree = async (port: number): Promise<boolean> => {
  for (const host of ['127.0.0.1', '::1']) {
    try {
      await listen(port, host);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    }
  }
  return true;
};
