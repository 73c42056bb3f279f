import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, jest } from '@jest/globals';
import { testWith } from '#support/tools';

jest.setTimeout(900_000);

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What must be told, in this order; other lines may stand between. */
const TALE = [
  'Address 127.0.0.53 of pool demo was allocated to 52:54:00:12:34:56',
  'Server demo-1 (127.0.0.53) was added',
  'Machine demo-1 was created',
  'Device 52:54:00:12:34:56 was enrolled by rule demo',
  'machine: has 10.0.2.15/24 by DHCP',
  'machine: was given the address 127.0.0.53',
  'machine: is called demo-1',
  'machine: answers on port 80',
  'The machine at 127.0.0.53 answers that it is demo-1; now it is retired.',
  'Server demo-1 (127.0.0.53) was deleted',
  'TERMINATE was begun on machine demo-1',
  'Address 127.0.0.53 of pool demo was released',
  'Device demo-1 (52:54:00:12:34:56) was retired',
  'demo-1 was ENROLLED at 127.0.0.53, was UP, and is retired.',
];

/** A real machine, emulated where there is no KVM: so slow, and so worth it. */
testWith(
  'qemu-system-x86_64',
  'linux-image',
  'busybox',
  'curl',
)('a machine boots from Muster over iPXE, has its address and its name, is monitored, and is retired', async () => {
  const { NODE_OPTIONS: _, DYNAMODB_ENDPOINT: __, ...env } = process.env;
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'demo:machine'], { cwd: ROOT, env });
  const told = stdout.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d+ /, ''));
  expect(TALE.filter((line) => !told.includes(line))).toEqual([]);
  // A sweep of the schedule may come at any moment of it.
  expect(told).toContain('demo-1 (127.0.0.53) is UP, it was UNKNOWN');
  const places = TALE.map((line) => told.lastIndexOf(line));
  expect(places.slice(4)).toEqual([...places.slice(4)].sort((a, b) => a - b));
});
