#!/usr/bin/env node
import { createServer } from 'node:http';

/**
 * A sample of a service manager: it answers every exec call, asks Muster back what it has of the machine, and prints what
 * it would do now. A real one installs, configures or starts something on the machine instead.
 *
 *   service-manager [<muster-url>] [<port>]
 *
 * What a manager must answer: 2xx when the work is done or taken over; 429 or 5xx to be asked again later; any other 4xx
 * when it will never do it. Calls with one `Idempotency-Key` are one order, however often they come.
 */
const [muster = 'http://localhost:3000', port = '4000'] = process.argv.slice(2);

/** Orders that were carried out; a real manager keeps them. */
const done = new Set<string>();

interface Device {
  ip: string;
  name: string;
}

/** Where `AUTH=token`, Muster tells nothing without a token: `POST /tokens` with the scope `read` gives one. */
const { MUSTER_TOKEN } = process.env;

/** What Muster has of a device; undefined where it has none, or tells it to nobody without a token. */
const askBack = async (id: string): Promise<Device | undefined> => {
  const response = await fetch(`${muster}/ztp/check/${encodeURIComponent(id)}`, {
    headers: MUSTER_TOKEN ? { Authorization: `Token ${MUSTER_TOKEN}` } : {},
    signal: AbortSignal.timeout(4000),
  });
  return response.ok ? ((await response.json()) as Device) : undefined;
};

/** A header's text as it was before it was percent-encoded. */
const headerText = (value: string | string[] | undefined): string => decodeURIComponent(String(value ?? ''));

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://manager');
  const ip = searchParams.get('ip');
  if (request.method !== 'GET' || pathname !== '/api/exec' || ip === null) {
    response.writeHead(404).end();
    return;
  }
  const order = String(request.headers['idempotency-key'] ?? '');
  try {
    const id = headerText(request.headers['muster-device']);
    const device = id === '' ? undefined : await askBack(id);
    const what = device ? `${device.name || id} (${id}), registered with ${device.ip}` : id || 'a machine';
    console.log(done.has(order) ? `${ip}: done already` : `${ip}: would now set up ${what}`);
    done.add(order);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"done"}');
  } catch (error) {
    console.log(`${ip}: Muster could not be asked: ${(error as Error).message}`);
    response.writeHead(503).end();
  }
});

server.on('error', (error) => {
  console.error(`The service manager could not be started: ${error.message}.`);
  process.exit(1);
});
server.listen(Number(port), () => console.log(`Answering exec calls on http://localhost:${port}`));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
