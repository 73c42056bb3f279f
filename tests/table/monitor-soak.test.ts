import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import pLimit from 'p-limit';
import { later, sleep } from '#lib/core/clock';
import type { Prober } from '#lib/monitor/probers/prober';
import * as repository from '#lib/monitor/repository/servers';
import { statesOf } from '#lib/monitor/repository/states';
import * as sweeps from '#lib/monitor/repository/sweeps';
import { BATCH_SERVERS } from '#lib/monitor/schedule';
import * as monitor from '#lib/monitor/service';
import type { ProbeBatch } from '#lib/monitor/service/probe-batch';
import { probeHanded } from '#lib/monitor/service/probe-handed';
import { rollUp } from '#lib/monitor/service/roll-up';
import { rollUpBatch } from '#lib/monitor/service/roll-up-batch';
import { sweep } from '#lib/monitor/service/sweep';
import { WatchedServers } from '#support/soak/watched';
import { startEngine } from '#tools/local/engine';
import { readOptions } from '#tools/local/options';
import { freePort } from '#tools/local/ports';
import { createTable } from '#tools/local/table';

/**
 * `MUSTER_SOAK_SECONDS=600` for a long one, with more servers than one batch has, in which the engine is away for half a
 * minute at a time.
 */
const SECONDS = Number(process.env.MUSTER_SOAK_SECONDS ?? 4);
const isLong = SECONDS >= 60;
const [SERVERS, STOPPED_MS, STOP_EVERY] = isLong ? [BATCH_SERVERS + 20, 30_000, 20] : [60, 1500, 3];
/** An hour passes, and averages are made, after so many sweeps. */
const HOUR_EVERY = isLong ? 15 : 4;

// An engine of this test's own, for it is killed.
const { engine: kind } = readOptions(process.env);
const data = mkdtempSync(join(tmpdir(), 'muster-monitor-soak-'));
const at = { host: '127.0.0.1', port: await freePort() };
let engine = await startEngine(kind, data, { at });
process.env.DYNAMODB_ENDPOINT = engine.endpoint;
await createTable(engine.endpoint, process.env.TABLE_NAME ?? '', { stream: false });

afterAll(async () => {
  await engine.stop();
  rmSync(data, { recursive: true, force: true });
});

const servers = new WatchedServers(1.3 * SERVERS);
const pace = { count: 1, timeoutMs: 10, periodMs: 0, gapMs: 0 };
/** A sweep that died is over when its lease is: the clock goes there. */
let aheadMs = 0;
const now = () => later(new Date(), aheadMs);

let outage = Promise.resolve();
const stopEngine = async (): Promise<void> => {
  servers.disturb(true);
  const { child } = engine;
  const death = child && once(child, 'exit');
  child?.kill('SIGKILL');
  await death;
  outage = sleep(STOPPED_MS).then(async () => {
    engine = await startEngine(kind, data, { at });
    servers.disturb(false);
  });
};

/** What the prober saw of each address in one sweep, and whether its record says that all of it was kept. */
interface Attempt {
  seen: Map<string, number>;
  isWhole: boolean;
}

const attempts: Attempt[] = [];
let answers = 0;

const sweepOnce = async (isStopped: boolean): Promise<void> => {
  const seen = new Map<string, number>();
  let stopping = isStopped;
  const probe: Prober = async (addresses) => {
    if (stopping) {
      stopping = false;
      await stopEngine();
    }
    await sleep(20);
    return addresses.map((address) => {
      // No two answers are alike: a record tells which one it is.
      answers += 1;
      seen.set(address, answers / 1000);
      return [answers / 1000];
    });
  };
  const probing = { probe, pace, now, alert: async () => {} };
  const handed: Promise<void>[] = [];
  let startedAt = '';
  const give = async (batch: ProbeBatch): Promise<void> => {
    startedAt = batch.startedAt;
    handed.push(probeHanded(batch, probing));
  };
  const done = await sweep({}, { ...probing, give }).catch((error: unknown) => {
    if (!isStopped) throw error;
  });
  await Promise.all(handed);
  await outage;
  const record = done ?? (startedAt === '' ? undefined : await sweeps.find(startedAt));
  const isWhole = record !== undefined && record.finished_at !== null && !record.failed;
  if (!isWhole) aheadMs += 15 * 60_000;
  attempts.push({ seen, isWhole });
};

const HOUR_MS = 3_600_000;

const rollUpAll = async (): Promise<void> => {
  const batches: Promise<void>[] = [];
  const give = async (batch: Parameters<typeof rollUpBatch>[0]) => void batches.push(rollUpBatch(batch));
  await rollUp({ now, give });
  await Promise.all(batches);
};

/** Every answer of a server that is kept, in the order of time, in ms. */
const keptOf = async (name: string): Promise<number[]> => {
  const kept: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await monitor.listPings(name, { resolution: 'raw', limit: 1000, cursor });
    kept.push(...page.items.map(({ average_ms }) => average_ms ?? Number.NaN));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return kept;
};

/** Compares every server with what the prober saw. */
const compare = async (): Promise<void> => {
  for await (const page of repository.allServers())
    await pLimit(8).map(page, async (server) => {
      const { name, ip } = server;
      const of = (wanted: boolean) =>
        attempts.filter(({ isWhole }) => isWhole === wanted).flatMap(({ seen }) => seen.get(ip) ?? []);
      const [seen, perhaps] = [of(true), new Set(of(false))];
      const kept = await keptOf(name);
      expect({ name, kept: kept.filter((ms) => !perhaps.has(ms)) }).toEqual({ name, kept: seen });
      expect(new Set(kept).size).toBe(kept.length);
      if (seen.length === 0 || perhaps.size > 0) return;
      const state = (await statesOf([server])).get(server.id);
      expect({ name, ...state }).toMatchObject({ name, status: 'UP', answers: seen.length, lastMs: seen.at(-1) });
      const { items: changes } = await monitor.listChanges(name, { limit: 10 });
      expect(changes.map(({ from, to }) => `${from} ${to}`)).toEqual(['UNKNOWN UP']);
    });
};

test('servers that come and go mid-sweep, and an engine that is killed: what is kept is what the prober saw', async () => {
  await pLimit(16).map(Array.from({ length: SERVERS }), () => servers.add());
  const until = Date.now() + SECONDS * 1000;
  let isOver = false;
  const churning = [1, 2, 3].map(() => servers.churn(() => isOver));
  for (let n = 1; Date.now() < until || n <= STOP_EVERY + 1; n += 1) {
    await sweepOnce(n % STOP_EVERY === 0);
    if (n % HOUR_EVERY > 0) continue;
    aheadMs += HOUR_MS;
    await rollUpAll();
  }
  isOver = true;
  await Promise.all(churning);

  // A short standstill costs nothing: what could not be written was tried again. Java's may be a long one.
  if (!isLong && process.env.DYNAMODB_ENGINE !== 'dynamodb-local')
    expect(attempts.map(({ isWhole }) => isWhole)).not.toContain(false);
  expect(attempts.filter(({ isWhole }) => isWhole).length).toBeGreaterThan(2);
  const found = await repository.findMany(servers.there.keys());
  expect(new Map(found.map(({ name, ip }) => [name, ip]))).toEqual(servers.there);
  expect(await repository.findMany(servers.gone)).toEqual([]);
  expect(servers.gone.size).toBeGreaterThan(0);
  await compare();
  aheadMs += 2 * HOUR_MS;
  await rollUpAll();
  await compare();
}, 900_000);
