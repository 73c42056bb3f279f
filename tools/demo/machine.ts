import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stopChild } from '../local/child.ts';
import { readOptions } from '../local/options.ts';
import { freePort } from '../local/ports.ts';
import { startStack } from '../local/stack.ts';
import { buildInitramfs, findKernel } from './initramfs.ts';

const MAC = '52:54:00:12:34:56';
/** Where QEMU's user network has this machine. */
const HOST = '10.0.2.2';
/** The address in the demo's pool: one of this machine's own, from which QEMU leads into the virtual one. */
const ADDRESS = '127.0.0.53';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

/** Kernel and initramfs over HTTP, for iPXE. */
const fileServer = (files: Record<string, string>): Server =>
  createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Length': statSync(file).size });
    return createReadStream(file).pipe(response);
  });

const client = (url: string) => async (method: string, path: string, body?: object) => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 400 && response.status !== 404)
    throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
};
type Send = ReturnType<typeof client>;

/** What the operator says once: where machines of this kind belong, and how they boot. */
const prepare = async (send: Send, port: number, filePort: number): Promise<void> => {
  await send('PUT', '/api/pools/demo', { name: 'Demo', resources: [ADDRESS] });
  await send('POST', '/api/v1/clusters', { name: 'demo', region_code: 'A' });
  await send('PUT', '/fleet/rules/demo', {
    match: { mac_prefixes: ['52:54:00'] },
    address: { pool: 'demo' },
    monitor: {},
    machine: { cluster_name: 'demo' },
    exec: { when: 'enrolled' },
    userdata: '#cloud-config\nhostname: {{name}}\n',
    ipxe: `#!ipxe
kernel http://${HOST}:${filePort}/vmlinuz console=ttyS0 quiet panic=-1 muster=http://${HOST}:${port}
initrd http://${HOST}:${filePort}/initrd.gz
boot
`,
  });
  // The machine is announced by its MAC address, and has its address from here on.
  await send('PUT', `/ztp/register/${MAC}`, { name: 'demo-1' });
};

const startMachine = (port: number, pingPort: number): ChildProcess =>
  spawn(
    'qemu-system-x86_64',
    [
      ...['-m', '512', '-nographic', '-no-reboot', '-monitor', 'none', '-serial', 'stdio'],
      ...['-machine', 'accel=kvm:tcg', '-boot', 'n'],
      ...['-device', `virtio-net-pci,netdev=net,mac=${MAC}`],
      ...[
        '-netdev',
        `user,id=net,bootfile=http://${HOST}:${port}/boot/${MAC}/ipxe,hostfwd=tcp:${ADDRESS}:${pingPort}-:80`,
      ],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );

interface Event {
  id: string;
  at: string;
  text: string;
}

/** Tells what happens to the device, as it happens. */
const follow = (send: Send, print: (line: string) => void) => {
  const told = new Set<string>();
  const look = async (): Promise<void> => {
    const { status, body } = await send('GET', `/fleet/devices/${MAC}/timeline`);
    if (status !== 200) return;
    for (const { id, at, text } of (body.items as Event[]).reverse()) {
      if (!told.has(id)) print(`${at.slice(11, 23)}  ${text}`);
      told.add(id);
    }
  };
  return look;
};

const until = async (what: string, isSo: () => Promise<boolean>, withinMs: number): Promise<void> => {
  for (const deadline = Date.now() + withinMs; !(await isSo()); await sleep(300))
    if (Date.now() > deadline) throw new Error(`It took too long until ${what}.`);
};

const BOOT_MS = 600_000;
const MOMENT_MS = 60_000;

export interface Outcome {
  hostname: string;
  device: { state: string; address: { ip_address: string }; server: { status: string } };
  told: string[];
}

/**
 * Boots a virtual machine over iPXE from a Muster of its own: it registers, has its address and its name, is monitored,
 * and is retired. `print` is told of everything. It works without KVM, in a minute or two.
 * @throws Error with one sentence when a program is missing or something takes too long.
 */
export const runMachine = async (print: (line: string) => void): Promise<Outcome> => {
  const workDir = mkdtempSync(join(tmpdir(), 'muster-machine-'));
  const kernel = findKernel();
  const files = fileServer({ '/vmlinuz': kernel.image, '/initrd.gz': buildInitramfs(kernel, workDir) });
  const manager = createServer((_, response) => void response.end('{}'));
  const [filePort, managerPort, port, pingPort] = [
    await listen(files),
    await listen(manager),
    await freePort(),
    await freePort(),
  ];
  Object.assign(process.env, {
    ...{ SERVICE_MANAGER_URL: `http://127.0.0.1:${managerPort}`, ALLOWED_HOSTS: HOST },
    ...{ PING_METHOD: 'tcp', PING_PORT: String(pingPort) },
  });
  const stack = await startStack({
    ...readOptions(process.env),
    port,
    lambdaPort: await freePort(),
    dataDir: undefined,
  });
  let machine: ChildProcess | undefined;
  const told: string[] = [];
  const tell = (line: string): void => {
    told.push(line);
    print(line);
  };
  try {
    const send = client(stack.url);
    await prepare(send, port, filePort);
    const look = follow(send, tell);
    machine = startMachine(port, pingPort);
    let hostname: string | undefined;
    let failure: string | undefined;
    machine.on('error', () => {
      failure = 'There is no qemu-system-x86_64; on Debian, apt-get install qemu-system-x86 ipxe-qemu brings it.';
    });
    createInterface({ input: machine.stdout as NonNullable<typeof machine.stdout> }).on('line', (line) => {
      if (process.env.MUSTER_DEMO_CONSOLE) print(`              console: ${line}`);
      const [, word, rest = ''] = /MACHINE (\w+) ?(.*)/.exec(line) ?? [];
      if (word === 'address' || word === 'hostname' || word === 'failed')
        tell(`              machine: ${word} ${rest.trim()}`);
      if (word === 'hostname') hostname = rest.trim();
    });
    await until(
      'the machine had its name',
      async () => {
        await look();
        if (failure) throw new Error(failure);
        return hostname !== undefined;
      },
      BOOT_MS,
    );
    const device = async () => (await send('GET', `/fleet/devices/${MAC}`)).body as Outcome['device'];
    await until('it was enrolled', async () => (await device()).state === 'ENROLLED', MOMENT_MS);
    await until(
      'it was seen by the monitor',
      async () => {
        await fetch(`${stack.lambdaUrl}/2015-03-31/functions/muster-local-sweepServers/invocations`, {
          method: 'POST',
          body: '{"byHand":true}',
        });
        return (await device()).server.status === 'UP';
      },
      MOMENT_MS,
    );
    const enrolled = await device();
    await send('POST', `/fleet/devices/${MAC}/retire`);
    await until(
      'it was retired',
      async () => {
        await look();
        return (await send('GET', `/fleet/devices/${MAC}`)).status === 404;
      },
      MOMENT_MS,
    );
    await until(
      'its end was told',
      async () => {
        await look();
        return told.some((line) => line.includes('was retired'));
      },
      MOMENT_MS,
    );
    return { hostname: hostname ?? '', device: enrolled, told };
  } finally {
    if (machine?.pid) await stopChild(machine);
    await stack.stop();
    for (const server of [files, manager]) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(workDir, { recursive: true, force: true });
  }
};
