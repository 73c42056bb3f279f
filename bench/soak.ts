import { readFileSync } from 'node:fs';
import { sleep } from '#lib/core/clock';
import { npmStart } from '#support/muster';
import { startServiceManager } from '#support/service-manager';
import { type Outcome, soak } from '#support/soak/driver';
import { workers } from '#support/soak/workers';
import { freePort } from '#tools/local/ports';

/**
 * `npm run soak [minutes]`: a stack of its own, in memory, under a mixed load of all areas. Prints what was answered and
 * how much memory the stack took, and exits 1 when something was lost, given twice, counted wrong or not to be expected.
 */
const MINUTES = Number(process.argv[2] ?? 10);
const LOOKS = 20;

const residentMb = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/** The largest process is the one that runs the functions; the engine and the starter are beside it. */
const memory = (pids: readonly number[]) => {
  const sizes = pids.map(residentMb);
  return { all: sizes.reduce((a, b) => a + b, 0), functions: Math.max(...sizes) };
};

const table = ({ statuses }: Outcome): string =>
  [...statuses]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([what, seen]) => {
      const counts = [...seen].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
      return `${what.padEnd(26)} ${counts.join(', ')}`;
    })
    .join('\n');

const manager = await startServiceManager();
const [PORT, LAMBDA_PORT] = [String(await freePort()), String(await freePort())];
const stack = await npmStart({
  ...{ PORT, LAMBDA_PORT, MUSTER_DATA: ':memory:', SERVICE_MANAGER_URL: manager.url },
  ...{ EXEC_TIMEOUT_MS: '1000', EXEC_PAUSES_SECONDS: '1,2,4,8', PING_METHOD: 'tcp' },
});
/** Whoever has seen enough leaves no stack behind. */
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await stack.signal('SIGTERM');
    process.exit(1);
  });
Object.assign(process.env, {
  MUSTER_TEST_URL: `http://localhost:${PORT}`,
  MUSTER_TEST_LAMBDA_URL: `http://localhost:${LAMBDA_PORT}`,
  MUSTER_TEST_MANAGER_URL: manager.url,
});
console.log(`Soaking ${stack.line('Engine')} for ${MINUTES} minutes`);

const pids = stack.processes();
let over = false;
const watching = (async () => {
  while (!over) {
    const { all, functions } = memory(pids);
    console.log(
      `${new Date().toISOString()}  memory ${all.toFixed(0)} MB, of the functions ${functions.toFixed(0)} MB`,
    );
    for (let n = 0; n < MINUTES * 60 && n < (MINUTES * 60) / LOOKS && !over; n += 1) await sleep(1000);
  }
})();
const begun = Date.now();
const outcome = await soak(workers(), { seconds: MINUTES * 60 });
over = true;
await watching;
await stack.signal('SIGTERM');
await manager.stop();

const seconds = (Date.now() - begun) / 1000;
console.log(`\n${table(outcome)}\n`);
console.log(`${outcome.calls} calls in ${seconds.toFixed(0)} s, ${outcome.wrong.length} things not as they must be`);
for (const what of outcome.wrong) console.error(what);
process.exit(outcome.wrong.length > 0 ? 1 : 0);
