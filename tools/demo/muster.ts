import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startChild, stopChild } from '../local/child.ts';
import { freePort } from '../local/ports.ts';
import { HOST } from './qemu.ts';

const START = fileURLToPath(new URL('../local/start.ts', import.meta.url));
const MANAGER = fileURLToPath(new URL('../../client/service-manager.ts', import.meta.url));

export interface Muster {
  port: number;
  url: string;
  /** Has all servers pinged now. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface({ input: stream }).on('line', (line) => {
          said.push(line);
          if (line.includes('Muster is ready')) resolve();
        });
    child.once('exit', () => reject(new Error(`Muster could not be started: ${said.join(' ')}`)));
  });

const startManager = (musterUrl: string, port: number, print: (line: string) => void): ChildProcess => {
  const child = startChild(process.execPath, [MANAGER, musterUrl, String(port)]);
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => print(`service manager: ${line}`));
  return child;
};

/** Starts a Muster that keeps nothing, with the sample of a service manager; it pings that port by TCP. */
export const startMuster = async (pingPort: number, print: (line: string) => void): Promise<Muster> => {
  const [port, lambdaPort, managerPort] = [await freePort(), await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const { DYNAMODB_ENDPOINT: _, AUTH: __, ZTP_ENROLL_SECRET: ___, ...env } = process.env;
  const child = startChild(process.execPath, [START], {
    env: {
      ...env,
      ...{ PORT: String(port), LAMBDA_PORT: String(lambdaPort), MUSTER_DATA: ':memory:' },
      ...{ SERVICE_MANAGER_URL: `http://localhost:${managerPort}`, ALLOWED_HOSTS: HOST },
      ...{ PING_METHOD: 'tcp', PING_PORT: String(pingPort), AUTH: 'open' },
    },
  });
  const manager = startManager(url, managerPort, print);
  const stop = async (): Promise<void> => {
    await Promise.all([stopChild(child, 20_000), stopChild(manager)]);
  };
  try {
    await ready(child);
  } catch (error) {
    await stop();
    throw error;
  }
  const sweepUrl = `http://localhost:${lambdaPort}/2015-03-31/functions/muster-local-sweepServers/invocations`;
  const sweep = async (): Promise<void> => {
    await fetch(sweepUrl, { method: 'POST', body: '{"byHand":true}' });
  };
  return { port, url, sweep, stop };
};
