import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What firmware says when nobody has written a serial number into it. */
const FILLERS =
  /^(0+|f+|1234567890?|none|n\/?a|null|unknown|default string|not (specified|available|applicable|present)|(system|board|chassis|base board) serial number|to be filled by o\.?e\.?m\.?|invalid|oem|.*\.{4,}.*|[0-]+|[f-]+)$/i;

/** A serial number as firmware gave it, without what fills its place; undefined when that leaves nothing. */
export const realSerial = (text: string | undefined): string | undefined => {
  const serial = text?.replaceAll('\0', '').trim();
  return serial && !FILLERS.test(serial) ? serial : undefined;
};

/** The `Serial` line of Linux's `/proc/cpuinfo`, which ARM boards have. */
export const cpuinfoSerial = (cpuinfo: string): string | undefined =>
  realSerial(/^serial\s*:\s*(\S+)\s*$/im.exec(cpuinfo)?.[1]);

/** The serial number in what macOS's `ioreg -rd1 -c IOPlatformExpertDevice` says. */
export const ioregSerial = (ioreg: string): string | undefined =>
  realSerial(/"IOPlatformSerialNumber"\s*=\s*"([^"]*)"/.exec(ioreg)?.[1]);

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** Where Linux keeps serial numbers, the best first; the last names the installation where the machine has no number. */
const LINUX_FILES = [
  '/sys/firmware/devicetree/base/serial-number',
  '/sys/class/dmi/id/product_serial',
  '/sys/class/dmi/id/board_serial',
  '/sys/class/dmi/id/product_uuid',
  '/etc/machine-id',
];

const linuxSerial = async (): Promise<string | undefined> => {
  const fromCpu = cpuinfoSerial(await read('/proc/cpuinfo'));
  if (fromCpu) return fromCpu;
  for (const path of LINUX_FILES) {
    const serial = realSerial(await read(path));
    if (serial) return serial;
  }
  return undefined;
};

const macSerial = async (): Promise<string | undefined> => {
  const { stdout } = await promisify(execFile)('ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']);
  return ioregSerial(stdout);
};

/** The serial number of the CPU, the board or the machine, whichever is there; undefined when none is. */
export const findSerial = ({ platform = process.platform } = {}): Promise<string | undefined> =>
  platform === 'darwin' ? macSerial().catch(() => undefined) : linuxSerial();
