import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../local/ports.ts';
import { buildInitramfs } from './initramfs.ts';
import { findKernel } from './kernel.ts';
import { type Muster, startMuster } from './muster.ts';
import { client, newsOf, prepare, until } from './operator.ts';
import { HOST, startMachine } from './qemu.ts';

const MAC = '52:54:00:12:34:56';
/** The address in the demo's pool: one of this machine's own, from which QEMU leads into the virtual one. */
const ADDRESS = '127.0.0.53';
const BOOT_MS = 600_000;
const MOMENT_MS = 60_000;

type Print = (line: string) => void;

interface Device {
  state: string;
  address: { ip_address: string };
  server: { status: string };
}

/** Kernel and initramfs over HTTP, for iPXE. */
const serveFiles = async (files: Record<string, string>): Promise<Server> => {
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Length': statSync(file).size });
    return createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

/** What the machine says of itself on its console; what else is there is shown where `MUSTER_DEMO_CONSOLE` is set. */
const listener = (print: Print) => {
  const said = { answers: false, failure: '' };
  const onLine = (line: string): void => {
    if (process.env.MUSTER_DEMO_CONSOLE) print(`console: ${line}`);
    const [, words] = /MACHINE (.*)/.exec(line) ?? [];
    if (words === undefined) return;
    print(`machine: ${words.trim()}`);
    if (words.startsWith('failed')) said.failure = `The machine ${words.trim()}.`;
    if (words.startsWith('answers')) said.answers = true;
  };
  return { said, onLine };
};

/** The life of the machine, from its boot to its retirement. Gives the device as it was at its best. */
const live = async (muster: Muster, pingPort: number, filesPort: number, workDir: string, print: Print) => {
  const send = client(muster.url);
  const news = newsOf(send, MAC);
  const tell = async (): Promise<string[]> => {
    const events = await news();
    for (const { at, text } of events) print(`${at.slice(11, 23)} ${text}`);
    return events.map(({ text }) => text);
  };
  const device = async () => (await send('GET', `/fleet/devices/${MAC}`)).body as Device;
  const musterUrl = `http://${HOST}:${muster.port}`;
  await prepare(send, { mac: MAC, address: ADDRESS, musterUrl, filesUrl: `http://${HOST}:${filesPort}` });
  const { said, onLine } = listener(print);
  const machine = startMachine({
    mac: MAC,
    bootUrl: `${musterUrl}/boot/${MAC}/ipxe`,
    monitorPath: join(workDir, 'monitor'),
    onLine,
    onEnd: () => {
      said.failure ||= 'The machine was switched off.';
    },
  });
  try {
    const isBooted = async (): Promise<boolean> => {
      await tell();
      if (said.failure) throw new Error(said.failure);
      return said.answers;
    };
    await until('the machine was up', isBooted, BOOT_MS);
    // Before, nobody answers at its address.
    await machine.forward(ADDRESS, pingPort);
    const isUp = async (): Promise<boolean> => {
      await muster.sweep();
      await tell();
      // A sweep of the schedule may have seen it before: that it is UP is told once.
      return (await device()).server.status === 'UP';
    };
    await until('the monitor saw it', isUp, MOMENT_MS);
    await tell();
    const enrolled = await device();
    const name = (await (await fetch(`http://${ADDRESS}:${pingPort}/hostname`)).text()).trim();
    print(`The machine at ${ADDRESS} answers that it is ${name}; now it is retired.`);
    await send('POST', `/fleet/devices/${MAC}/retire`);
    const isRetired = async () => (await tell()).some((text) => text.endsWith('was retired'));
    await until('it was retired', isRetired, MOMENT_MS);
    return { ...enrolled, name };
  } finally {
    await machine.stop();
  }
};

export type Outcome = Awaited<ReturnType<typeof live>>;

/**
 * Boots a virtual machine over iPXE from a Muster of its own: it registers, has its address and its name, is monitored,
 * and is retired. `print` is told of everything. It works without KVM, in a minute or two.
 * @throws Error with one sentence when a program is missing or something takes too long.
 */
export const runMachine = async (print: Print): Promise<Outcome> => {
  const kernel = findKernel();
  if (!kernel) throw new Error('There is no kernel in /boot; on Debian, apt-get install linux-image-cloud-amd64.');
  const workDir = mkdtempSync(join(tmpdir(), 'muster-machine-'));
  try {
    const files = await serveFiles({ '/vmlinuz': kernel.image, '/initrd.gz': buildInitramfs(kernel, workDir) });
    try {
      const pingPort = await freePort(ADDRESS);
      const muster = await startMuster(pingPort, print);
      try {
        return await live(muster, pingPort, (files.address() as AddressInfo).port, workDir, print);
      } finally {
        await muster.stop();
      }
    } finally {
      files.closeAllConnections();
      files.close();
    }
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
};
