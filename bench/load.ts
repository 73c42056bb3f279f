import { parseArgs } from 'node:util';
import { median, p99 } from './harness.ts';
import { machine } from './report.ts';

/**
 * Drives a running stack (`npm start`) with the calls of a working day for a minute, and says how many it took and how
 * long they lasted: `npm run load -- [seconds] [workers]`. What it made it deletes again, but for its devices.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const [SECONDS, WORKERS] = [Number(positionals[0] ?? 60), Number(positionals[1] ?? 32)];
const url = process.env.MUSTER_URL || `http://localhost:${process.env.PORT || 3000}`;
const run = crypto.randomUUID().slice(0, 8);
const POOLS = 4;

interface Answer {
  status: number;
  body: { id?: string; items?: { id: string }[] };
}

const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
  const response = await fetch(url + path, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json().catch(() => ({}))) as Answer['body'] };
};

interface Kind {
  name: string;
  /** How often, beside the others. */
  weight: number;
  /** What is no error. */
  expected: readonly number[];
  call(n: number): Promise<Answer>;
}

const poolOf = (n: number): string => `load-${run}-${n % POOLS}`;
const macOf = (n: number): string => `02:10:00:${n.toString(16).padStart(6, '0').match(/../g)?.join(':')}`;
const held: { pool: string; id: string }[] = [];

const KINDS: Kind[] = [
  {
    name: 'allocate any free address',
    weight: 3,
    expected: [200, 409],
    async call(n) {
      const pool = poolOf(n);
      const answer = await ask('PUT', `/api/pools/${pool}/allocate`, {});
      if (answer.status === 200 && answer.body.id) held.push({ pool, id: answer.body.id });
      return answer;
    },
  },
  {
    name: 'release it',
    weight: 3,
    expected: [200],
    async call(n) {
      const one = held.shift();
      if (!one) return ask('GET', `/api/pools/${poolOf(n)}/use`);
      return ask('PUT', `/api/pools/${one.pool}/release`, { id: one.id });
    },
  },
  {
    name: 'register a device',
    weight: 2,
    expected: [200, 201],
    call: (n) => ask('PUT', `/ztp/register/${macOf(n % 5000)}`, { ip: '127.0.0.1', name: `load ${n}` }),
  },
  { name: 'check a device', weight: 4, expected: [200, 404], call: (n) => ask('GET', `/ztp/check/${macOf(n % 5000)}`) },
  { name: 'use of a pool', weight: 2, expected: [200], call: (n) => ask('GET', `/api/pools/${poolOf(n)}/use`) },
  { name: 'list 100 devices', weight: 1, expected: [200], call: () => ask('GET', '/ztp/devices?limit=100') },
  { name: 'list servers', weight: 1, expected: [200], call: () => ask('GET', '/servers?limit=100') },
  { name: 'list 100 machines', weight: 1, expected: [200], call: () => ask('GET', '/api/v1/machines?limit=100') },
];
const deck = KINDS.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));

const times = new Map(KINDS.map(({ name }) => [name, [] as number[]]));
const errors = new Map<string, number>();

const one = async (n: number): Promise<void> => {
  const kind = deck[Math.floor(Math.random() * deck.length)] as Kind;
  const begun = performance.now();
  const outcome = await kind.call(n).then(
    ({ status }) => (kind.expected.includes(status) ? undefined : String(status)),
    (error: Error) => String(error.cause ?? error),
  );
  times.get(kind.name)?.push(performance.now() - begun);
  if (outcome) errors.set(`${kind.name}: ${outcome}`, (errors.get(`${kind.name}: ${outcome}`) ?? 0) + 1);
};

const alive = await ask('GET', '/openapi.json').catch(() => undefined);
if (alive?.status !== 200) {
  console.error(`Nothing answers at ${url}; is "npm start" running?`);
  process.exit(1);
}
for (let n = 0; n < POOLS; n += 1)
  await ask('PUT', `/api/pools/${poolOf(n)}`, { name: 'load', resources: [`10.${n}.0.0/23`] });

let n = 0;
const deadline = performance.now() + SECONDS * 1000;
await Promise.all(
  Array.from({ length: WORKERS }, async () => {
    while (performance.now() < deadline) await one(n++);
  }),
);
for (const { pool, id } of held) await ask('PUT', `/api/pools/${pool}/release`, { id });
for (let i = 0; i < POOLS; i += 1) await ask('DELETE', `/api/pools/${poolOf(i)}`);

const all = [...times.values()].flat();
const row = (name: string, list: readonly number[]): string =>
  `| ${[name, list.length, (list.length / SECONDS).toFixed(0), median(list).toFixed(1), p99(list).toFixed(1)].join(' | ')} |`;
console.log(
  [
    `${SECONDS} s, ${WORKERS} workers, ${machine()}; the stack shares the machine with them.`,
    '',
    '| call | calls | per second | p50 ms | p99 ms |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...[...times].map(([name, list]) => row(name, list)),
    row('all', all),
    '',
    errors.size === 0
      ? 'No errors.'
      : `Errors: ${[...errors].map(([what, count]) => `${count} x ${what}`).join('; ')}.`,
  ].join('\n'),
);
process.exitCode = errors.size === 0 ? 0 : 1;
