import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { startChild, stopChild } from '../local/child.ts';
import { commandPath } from './initramfs.ts';

/** Where QEMU's user network has the machine that QEMU runs on. */
export const HOST = '10.0.2.2';

export interface VirtualMachine {
  /** Leads connections to an address of this machine to port 80 of the virtual one. */
  forward(address: string, port: number): Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  mac: string;
  /** What its iPXE boots. */
  bootUrl: string;
  /** The path of a socket that is not there yet. */
  monitorPath: string;
  onLine: (line: string) => void;
  onEnd: () => void;
}

const linesOf = (child: ChildProcess, onLine: (line: string) => void): void => {
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', onLine);
};

const PROMPT = '(qemu)';

/** Has QEMU's monitor do something. It forgets what it was told by somebody who hangs up before it prompts again. */
const command = (monitorPath: string, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(monitorPath);
    let said = '';
    socket.on('data', (piece) => {
      said += piece;
      if (said.split(PROMPT).length > 2) socket.end();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve());
    socket.write(`${text}\n`);
  });

/**
 * Starts a virtual machine that boots over the network. QEMU's own network needs no rights, and its emulator no KVM.
 * @throws Error with one sentence when there is no QEMU.
 */
export const startMachine = ({ mac, bootUrl, monitorPath, onLine, onEnd }: Options): VirtualMachine => {
  const qemu = commandPath('qemu-system-x86_64', 'qemu-system-x86');
  const child = startChild(qemu, [
    ...['-accel', 'tcg', '-smp', '1', '-m', '384', '-nographic', '-no-reboot', '-boot', 'n'],
    ...['-serial', 'stdio', '-monitor', `unix:${monitorPath},server,nowait`],
    ...['-device', `virtio-net-pci,netdev=net,mac=${mac}`, '-netdev', `user,id=net,bootfile=${bootUrl}`],
  ]);
  linesOf(child, onLine);
  child.once('exit', onEnd);
  return {
    forward: (address, port) => command(monitorPath, `hostfwd_add net tcp:${address}:${port}-:80`),
    stop: () => stopChild(child),
  };
};
