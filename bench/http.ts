import { parseArgs } from 'node:util';
import { asking, loadOf } from './callers.ts';
import { median, p99 } from './harness.ts';
import { machine } from './report.ts';

/**
 * One kind of call after the other against a running stack (`npm start`), with 1, 16 and 64 callers that each wait for their
 * answer: `npm run bench:http -- [seconds a line]`. What it makes stays: start the stack with `MUSTER_DATA=:memory:`.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const SECONDS = Number(positionals[0] ?? 3);
const url = new URL(process.env.MUSTER_URL || `http://localhost:${process.env.PORT || 3000}`);
const { ask, close } = asking(url);
const run = crypto.randomUUID().slice(0, 8);

/** Each line has a pool of its own, of as many addresses as a request may name. */
let pool = '';
let pools = 0;
const createPool = async (): Promise<number> => {
  pools += 1;
  pool = `http-${run}-${pools}`;
  return (await ask('PUT', `/api/pools/${pool}`, { name: 'bench', resources: ['10.0.0.0/20'] })).status;
};
const deviceOf = (n: number): string => `${run}-${n}`;
const LISTED = 100;

const CALLS: { name: string; callers: readonly number[]; call: (n: number) => Promise<{ status: number }> }[] = [
  { name: 'any free address', callers: [1, 16, 64], call: () => ask('PUT', `/api/pools/${pool}/allocate`, {}) },
  {
    name: 'register a device',
    callers: [1, 16],
    call: (n) => ask('PUT', `/ztp/register/${deviceOf(n)}`, { ip: '127.0.0.1', name: 'bench' }),
  },
  { name: 'get a device', callers: [1, 16], call: (n) => ask('GET', `/ztp/check/${deviceOf(n % LISTED)}`) },
  { name: `list ${LISTED} devices`, callers: [1, 16], call: () => ask('GET', `/ztp/devices?limit=${LISTED}`) },
];

const errors = new Map<string, number>();
let n = LISTED;

const measure = async ({ name, call }: (typeof CALLS)[number], callers: number): Promise<string> => {
  if (name === 'any free address') await createPool();
  const { perSecond, times, refused } = await loadOf(callers, SECONDS, () => call(n++));
  for (const [status, count] of refused)
    errors.set(`${name}: ${status}`, (errors.get(`${name}: ${status}`) ?? 0) + count);
  const [middle, late] = [median(times), p99(times)];
  const cells = [name, callers, perSecond.toFixed(0), middle.toFixed(1), late.toFixed(1), (late / middle).toFixed(1)];
  return `| ${cells.join(' | ')} |`;
};

if ((await createPool().catch(() => 0)) !== 201) {
  console.error(`Nothing answers at ${url.href}; is "npm start" running?`);
  process.exit(1);
}
for (let i = 0; i < LISTED; i += 1)
  await ask('PUT', `/ztp/register/${deviceOf(i)}`, { ip: '127.0.0.1', name: 'bench' });
console.log(`${SECONDS} s a line, ${machine()}; the stack shares the machine with the callers.\n`);
console.log(
  '| call | callers | per second | p50 ms | p99 ms | p99 / p50 |\n| --- | ---: | ---: | ---: | ---: | ---: |',
);
for (const each of CALLS) for (const callers of each.callers) console.log(await measure(each, callers));
if (errors.size > 0) console.log(`\nNot answered with success: ${JSON.stringify(Object.fromEntries(errors))}`);
close();
process.exitCode = errors.size === 0 ? 0 : 1;
