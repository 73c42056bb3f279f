import { expect, test } from '@jest/globals';
import pLimit from 'p-limit';
import type { Prober } from '#lib/monitor/probers/prober';
import * as repository from '#lib/monitor/repository/servers';
import { BATCH_SERVERS } from '#lib/monitor/schedule';
import * as monitor from '#lib/monitor/service';
import type { ProbeBatch } from '#lib/monitor/service/probe-batch';
import { probeHanded } from '#lib/monitor/service/probe-handed';
import { sweep } from '#lib/monitor/service/sweep';

const pace = { count: 1, timeoutMs: 10, periodMs: 0, gapMs: 0 };
const answering: Prober = async (addresses) => addresses.map(() => [1]);
const silent: Prober = async (addresses) => addresses.map(() => [null]);
const minute = (n: number): Date => new Date(Date.UTC(2030, 0, 1, 0, n));

test('more servers than a chunk holds are handed over; the last chunk ends the sweep, once', async () => {
  const created_at = new Date().toISOString();
  const servers = Array.from({ length: BATCH_SERVERS + 1 }, (_, i) => ({
    id: crypto.randomUUID(),
    name: `many-${i}`,
    ip: '127.0.0.1',
    created_at,
    paused: false,
  }));
  await pLimit(32).map(servers, repository.add);
  const handed: ProbeBatch[] = [];
  const give = async (chunk: ProbeBatch) => {
    handed.push(JSON.parse(JSON.stringify(chunk)) as ProbeBatch);
  };
  await expect(sweep({ scheduledAt: minute(20) }, { give, pace })).resolves.toMatchObject({
    finished_at: null,
    servers: BATCH_SERVERS + 1,
    answered: 0,
  });
  expect(handed.map(({ targets }) => targets.length)).toEqual([BATCH_SERVERS, 1]);
  const later = sweep({ scheduledAt: minute(21) }, { give, pace });
  const [first, last] = handed as [ProbeBatch, ProbeBatch];
  // Lambda delivers an asynchronous invocation at least once.
  await probeHanded(last, { probe: silent, pace });
  await probeHanded(last, { probe: silent, pace });
  expect((await monitor.listSweeps(1))[0]).toMatchObject({ finished_at: null, answered: 0, lost: 1 });
  await probeHanded(first, { probe: answering, pace });
  const ended = (await monitor.listSweeps(2)).find(({ started_at }) => started_at === first.startedAt);
  expect(ended).toMatchObject({ answered: BATCH_SERVERS, lost: 1, duration_ms: expect.any(Number) });
  expect(await later).toMatchObject({ servers: BATCH_SERVERS + 1 });
  expect(handed).toHaveLength(4);
  for (const chunk of handed.slice(2)) await probeHanded(chunk, { probe: answering, pace });
});
