import { connect } from 'node:net';
import { chunk } from '#lib/core/chunk';
import { sleep } from '#lib/core/clock';
import { fping, hasFping } from '#lib/monitor/probers/fping';
import type { Prober } from '#lib/monitor/probers/prober';
import { run } from '#lib/monitor/probers/run';
import { tcp } from '#lib/monitor/probers/tcp';
import * as repository from '#lib/monitor/repository/servers';
import type { Pace } from '#lib/monitor/schedule';
import { type ProbeOptions, paceOf } from '#lib/monitor/service/probe-batch';
import { probeHanded } from '#lib/monitor/service/probe-handed';
import { sweep } from '#lib/monitor/service/sweep';
import { type Bench, compare, elapsedMs, figure, median, type Row } from './harness.ts';
import { endedSeconds, processorSeconds } from './processor.ts';

/** The discard port, where nobody listens: a refusal is an answer. */
const PORT = 9;

/** `127.1.0.0` and on. */
const loopback = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `127.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`);

const LONG_AGO = '2020-01-01T00:00:00.000Z';

/** Makes the servers of the table those of the list. */
const serve = async (addresses: readonly string[]): Promise<void> => {
  const at = new Date().toISOString();
  for await (const servers of repository.allServers())
    for (const server of servers) await repository.addTombstone(server, LONG_AGO);
  // A sweep clears up after servers that were deleted; that is not what is measured.
  await sweep({}, { probe: async () => [] });
  for (const some of chunk(addresses, 100))
    await Promise.all(
      some.map((ip) => repository.add({ id: crypto.randomUUID(), name: ip, ip, created_at: at, paused: false })),
    );
};

/** A sweep by hand, with its chunks in this process, as on the local stack. */
const sweepHere = async (probe: Prober, pace: Pace): Promise<void> => {
  const probing: ProbeOptions = { probe, pace };
  const chunks: Promise<void>[] = [];
  const give = async (chunk: Parameters<typeof probeHanded>[0]) => {
    chunks.push(probeHanded(chunk, probing));
  };
  const done = await sweep({}, { ...probing, give });
  await Promise.all(chunks);
  if (!done?.finished_at || done.lost > 0) throw new Error(`Not all answered: ${JSON.stringify(done)}`);
};

const bareFping = async (addresses: readonly string[], { count, periodMs, timeoutMs, gapMs }: Pace): Promise<void> => {
  const args = ['-q', '-C', count, '-p', periodMs, '-t', timeoutMs, '-i', gapMs].map(String);
  const { code } = await run('fping', args, addresses.join('\n'), 600_000);
  if (code !== 0) throw new Error(`fping ended with ${code}`);
};

const bareConnect = (host: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect({ host, port: PORT });
    socket.on('error', () => resolve());
    socket.on('connect', () => {
      socket.destroy();
      resolve();
    });
  });

const bareConnects = async (addresses: readonly string[], { count, periodMs, gapMs }: Pace): Promise<void> => {
  await Promise.all(
    addresses.map(async (address, i) => {
      await sleep(i * gapMs);
      for (let n = 0; n < count; n += 1) {
        const begun = performance.now();
        await bareConnect(address);
        if (n < count - 1) await sleep(Math.max(0, periodMs - (performance.now() - begun)));
      }
    }),
  );
};

interface Measured {
  ms: number;
  peakMb: number;
  /** Processor time in seconds: of this process, of the programs that it has run, and of the engine. */
  node: number;
  programs: number;
  engine: number;
}

const measured = async (work: () => Promise<unknown>): Promise<Measured> => {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 50);
  const [mine, programs, engine] = [process.cpuUsage(), endedSeconds(), processorSeconds()];
  const ms = await elapsedMs(work);
  clearInterval(watch);
  const { user, system } = process.cpuUsage(mine);
  return {
    ...{ ms, peakMb: peak / 1024 / 1024, node: (user + system) / 1e6 },
    ...{ programs: endedSeconds() - programs, engine: processorSeconds() - engine },
  };
};

const compared = async (small: boolean): Promise<Row[]> => {
  const addresses = loopback(small ? 40 : 1000);
  const pace = paceOf();
  const rounds = small ? 1 : 5;
  await serve(addresses);
  const what = `${addresses.length} loopback addresses, ${pace.count} probes each, stored`;
  const rows: Row[] = [];
  if (await hasFping())
    rows.push(
      await compare({
        figure: `icmp: ${what}, beside a bare fping`,
        ours: () => sweepHere(fping, pace),
        raw: () => bareFping(addresses, pace),
        rounds,
        atMost: 1.25,
      }),
    );
  rows.push(
    await compare({
      figure: `tcp: ${what}, beside bare connects`,
      ours: () => sweepHere(tcp(PORT), pace),
      raw: () => bareConnects(addresses, pace),
      rounds,
      atMost: 1.25,
    }),
  );
  return rows;
};

const LARGE_ROUNDS = 3;

/** A figure of ours beside the raw one of the same work. */
const beside = (name: string, unit: string, ours: readonly number[], raw: readonly number[]): Row => {
  const ratio = median(ours) / median(raw);
  const row = figure(name, unit, median(ours), { words: 'ratio at most 1.25', met: ratio <= 1.25 });
  return { ...row, rawMedian: median(raw), ratio };
};

/** The sweep and one bare fping of the same addresses in turn, by the clock and by processor time. */
const largeBesideFping = async (addresses: readonly string[], rounds: number): Promise<Row[]> => {
  const pace = paceOf();
  const [ours, raw]: [Measured[], Measured[]] = [[], []];
  for (let n = 0; n < rounds; n += 1) {
    ours.push(await measured(() => sweepHere(fping, pace)));
    raw.push(await measured(() => bareFping(addresses, pace)));
  }
  const all = ({ node, programs, engine }: Measured): number => node + programs + engine;
  const of = (part: 'node' | 'programs' | 'engine') => median(ours.map((each) => each[part]));
  const [name, s] = [`${addresses.length} servers in one sweep`, 's of a processor'];
  return [
    beside(
      `${name} by icmp, beside one bare fping`,
      'ms',
      ours.map(({ ms }) => ms),
      raw.map(({ ms }) => ms),
    ),
    beside(
      'the same: processor time',
      s,
      ours.map(all),
      raw.map(({ programs }) => programs),
    ),
    figure('of it the fping processes', s, of('programs')),
    figure('of it Node', s, of('node')),
    figure('of it the engine', s, of('engine')),
  ];
};

const large = async (small: boolean): Promise<Row[]> => {
  const addresses = loopback(small ? 1100 : 10_000);
  await serve(addresses);
  const isIcmp = await hasFping();
  const probe = isIcmp ? fping : tcp(PORT);
  const { ms, peakMb } = await measured(() => sweepHere(probe, paceOf()));
  const name = `${addresses.length} servers in one sweep, the first`;
  return [
    figure(name, 'ms', ms, { words: 'under 60,000 ms', met: ms < 60_000 }),
    figure(`${name}: memory of the process`, 'MB', peakMb, { words: 'under 400 MB', met: peakMb < 400 }),
    ...(isIcmp ? await largeBesideFping(addresses, small ? 1 : LARGE_ROUNDS) : []),
  ];
};

export const benches: Bench[] = [
  { name: 'Ping monitor: sweeps beside bare probes', run: ({ small }) => compared(small) },
  { name: 'Ping monitor: a large sweep', run: ({ small }) => large(small) },
];
