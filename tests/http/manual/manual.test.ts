import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, jest } from '@jest/globals';
import { sleep } from '#lib/core/clock';
import { type Step, stepsOf } from '#support/manual/console';
import { openShell, type Shell } from '#support/manual/shell';
import { type Bindings, unify, withBindings } from '#support/manual/unify';
import { npmStart } from '#support/muster';
import { testWith } from '#support/tools';
import { freePort } from '#tools/local/ports';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** How long a reading may take to become what the page shows: machines change their state within seconds. */
const WITHIN_MS = 60_000;

const pages = ['README.md', ...readdirSync(`${ROOT}docs`).map((name) => `docs/${name}`)]
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, steps: stepsOf(readFileSync(ROOT + name, 'utf8')) }))
  .filter(({ steps }) => steps.length > 0);

jest.setTimeout(300_000);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A command that changes nothing may be typed again until the page's answer has come. */
const isReading = ({ command }: Step): boolean =>
  command.startsWith('curl') && (command.includes('dry_run=true') || !/ -X (?!GET)| -d | --data/.test(command));

const follow = async (shell: Shell, step: Step, bound: Bindings): Promise<Bindings> => {
  const command = withBindings(step.command, bound);
  const deadline = Date.now() + (isReading(step) ? WITHIN_MS : 0);
  for (;;) {
    const printed = await shell.type(command);
    const now = unify(step.printed, printed, bound);
    if (now) return now;
    if (Date.now() >= deadline) {
      // The assertion shows both texts; it fails, since they were just found to differ.
      expect(`line ${step.line}: $ ${command}\n${printed}`).toBe(`line ${step.line}: $ ${command}\n${step.printed}`);
      throw new Error(`line ${step.line}: the values differ from those that the page used before`);
    }
    await sleep(200);
  }
};

for (const { name, steps } of pages)
  testWith('curl')(`${name}: each command prints what the page shows, on a fresh stack`, async () => {
    const [PORT, LAMBDA_PORT] = [String(await freePort()), String(await freePort())];
    const env = {
      PORT,
      LAMBDA_PORT,
      MUSTER_DATA: ':memory:',
      SWEEP_RATE: '1 day',
      SERVICE_MANAGER_URL: process.env.MUSTER_TEST_MANAGER_URL ?? '',
    };
    const stack = await npmStart(env);
    closing.push(() => stack.signal('SIGTERM'));
    const shell = openShell(env);
    closing.push(() => shell.close());
    let bound: Bindings = new Map();
    let followed = 0;
    for (const step of steps) {
      const here = {
        ...step,
        command: step.command
          .replaceAll('localhost:3000', `localhost:${PORT}`)
          .replaceAll('localhost:3002', `localhost:${LAMBDA_PORT}`),
      };
      bound = await follow(shell, here, bound);
      followed += 1;
    }
    expect(followed).toBe(steps.length);
  });
