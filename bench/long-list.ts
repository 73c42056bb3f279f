import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * `node bench/long-list.ts 1000000`: what the plan of a sweep of so many servers takes of a processor and of memory. The
 * list comes from a stand-in, in a process of its own.
 */
const count = Number(process.argv[2] ?? 1_000_000);
const standIn = spawn(process.execPath, [fileURLToPath(new URL('list-stand-in.ts', import.meta.url)), String(count)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.once('exit', () => standIn.kill());
const [port] = (await once(standIn.stdout, 'data')) as [Buffer];
Object.assign(process.env, {
  ...{ DYNAMODB_ENDPOINT: `http://127.0.0.1:${String(port).trim()}`, TABLE_NAME: 'stand-in' },
  ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' },
});
// Settings are read once, so that this comes after them.
const { planSweep } = await import('#lib/monitor/service/plan');

let peak = 0;
const look = async (): Promise<void> => {
  peak = Math.max(peak, process.memoryUsage().rss);
};
const begun = process.cpuUsage();
const batches = await planSweep(new Date().toISOString(), look);
await look();
const { user, system } = process.cpuUsage(begun);
const servers = batches.reduce((sum, { targets }) => sum + targets.length, 0);
const [seconds, megabytes] = [(user + system) / 1e6, peak / 1e6];
console.log(
  `${servers} servers in ${batches.length} batches: ${seconds.toFixed(1)} s of a processor, ${megabytes.toFixed(0)} MB`,
);
process.exit(0);
