#!/usr/bin/env node
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type EnrolledDevice, enrolled, failureOf } from './enrollment.ts';
import { NotUp, register } from './register.ts';
import { routeTo } from './route.ts';
import { findSerial } from './serial.ts';

const USAGE = `Registers this machine with a Muster server and prints what the server has.

  ztp-client <server-url> [--id mac|cpu|<text>] [--ip <address>] [--name <text>] [--userdata <text>]
             [--wait <seconds>] [--enroll-secret <secret>] [--enroll] [--json]

  --id             mac: the MAC address of the interface that routes to the server
                   cpu: the serial number of CPU, board or machine
                   anything else: that text; left out: the MAC address, else the serial number
  --ip             left out: this machine's address toward the server
                   none: the one that the server gives it
  --name           left out: the server keeps what it has
  --userdata       left out: the server keeps what it has
  --wait           how long to try again while the server is not up (0)
  --enroll-secret  what the server asks of new machines (ZTP_ENROLL_SECRET of the environment)
  --enroll         waits until the enrollment has ended, and prints all that the machine was given;
                   what it waits for goes to the standard error
  --json           one line, with the id and whether the device is new
`;

interface Options {
  server: URL;
  id?: string | undefined;
  ip?: string | undefined;
  name?: string | undefined;
  userdata?: string | undefined;
  waitMs: number;
  enrollSecret?: string | undefined;
  enroll: boolean;
  json: boolean;
}

const readServer = (text: string | undefined): URL => {
  if (!text) throw new Error('Name the server: ztp-client <server-url>; --help says more.');
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw new Error(`${text} is not an http or https address of a server.`);
  return new URL(text);
};

const readWait = (text: string): number => {
  const waitMs = 1000 * Number(text);
  if (text.trim() === '' || !Number.isFinite(waitMs) || waitMs < 0)
    throw new Error('--wait must be a number of seconds.');
  return waitMs;
};

/** @throws Error with one sentence. */
const readOptions = (args: string[]): Options | 'help' => {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...{ id: text, ip: text, name: text, userdata: text, 'enroll-secret': text },
      wait: { ...text, default: '0' },
      enroll: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (positionals.length > 1) throw new Error(`One server is enough; ${positionals[1]} is one too many.`);
  const { wait, json, enroll, 'enroll-secret': secret, help: _, ...rest } = values;
  const enrollSecret = secret ?? (process.env.ZTP_ENROLL_SECRET || undefined);
  return { server: readServer(positionals[0]), waitMs: readWait(wait), enrollSecret, enroll, json, ...rest };
};

/** What `--ip` is where the server gives the machine its address. */
const NO_ADDRESS = 'none';

/** @throws NotUp when no way leads to the server yet, or the machine has no address, Error when the machine has no such id. */
const findMachine = async ({ server, id, ip }: Options): Promise<{ id: string; ip: string | undefined }> => {
  const wanted = id ?? 'any';
  const named = wanted !== 'any' && wanted !== 'mac' && wanted !== 'cpu' ? wanted : undefined;
  if (named !== undefined && ip !== undefined) return { id: named, ip: ip === NO_ADDRESS ? undefined : ip };
  const route = await routeTo(server).catch((error: NodeJS.ErrnoException) => {
    throw new NotUp(`No way leads to ${server.hostname}: ${error.code ?? error.message}.`);
  });
  const mac = wanted === 'cpu' ? undefined : route.mac;
  const found = named ?? mac ?? (wanted === 'mac' ? undefined : await findSerial());
  if (found === undefined)
    throw new Error(
      wanted === 'mac'
        ? 'The interface that leads to the server has no MAC address; try --id cpu, or name an id with --id.'
        : 'This machine has no serial number that may be read; name an id with --id.',
    );
  const own = ip ?? route.ip;
  if (own === undefined)
    throw new NotUp(
      'This machine has no address but loopback; name one with --ip, or leave it to the server: --ip none.',
    );
  return { id: found, ip: own === NO_ADDRESS ? undefined : own };
};

const RETRY_MS = 1000;

const registerWhenUp = async (options: Options) => {
  const deadline = Date.now() + options.waitMs;
  const run = randomUUID();
  for (;;) {
    try {
      const machine = await findMachine(options);
      const key = `${run}-${createHash('sha256').update(JSON.stringify(machine)).digest('hex').slice(0, 12)}`;
      return { ...machine, ...(await register({ ...options, ...machine, key })) };
    } catch (error) {
      if (!(error instanceof NotUp) || Date.now() >= deadline) throw error;
      await sleep(Math.min(RETRY_MS, deadline - Date.now()));
    }
  }
};

/** @throws Error with one sentence when a step was given up. */
const printEnrolled = (device: EnrolledDevice, json: boolean): void => {
  process.stdout.write(`${JSON.stringify(device, undefined, json ? undefined : 2)}\n`);
  if (device.state === 'FAILED') throw new Error(failureOf(device));
};

const main = async (): Promise<void> => {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') return void process.stdout.write(USAGE);
  const { id, isNew, registered } = await registerWhenUp(options);
  if (options.enroll) {
    const tell = (line: string) => process.stderr.write(`${line}\n`);
    return printEnrolled(await enrolled(options.server, id, options.enrollSecret, tell), options.json);
  }
  const line = options.json
    ? JSON.stringify({ id, new: isNew, ...registered })
    : JSON.stringify(registered, undefined, 2);
  process.stdout.write(`${line}\n`);
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message.split('\n')[0]}\n`);
  process.exitCode = 1;
});
