import pLimit from 'p-limit';
import { handler as createCluster } from '#functions/cloud/create-cloud-cluster';
import { handler as create } from '#functions/cloud/create-machine';
import { handler as list } from '#functions/cloud/list-machines';
import { sleep } from '#lib/core/clock';
import { call } from '#support/call';
import { given } from '#support/given';
import { type Bench, elapsedMs, figure, median, type Row } from './harness.ts';

const CREATIONS_IN_FLIGHT = 16;

/** Longer than any passing state lasts. */
const SETTLED_MS = 3000;

/** A cluster with so many machines, the first `tagged` of them with a tag, all RUNNING. */
const fleet = async (size: number, tagged: number): Promise<{ cluster_name: string; tag: string }> => {
  const cluster_name = given.name('bench');
  const tag = given.name('tag');
  await call(createCluster, 'POST /api/v1/clusters', { body: { name: cluster_name, region_code: 'A' } });
  const make = (n: number) =>
    call(create, 'POST /api/v1/machines', { body: { cluster_name, tags: n < tagged ? [tag] : [] } });
  await pLimit(CREATIONS_IN_FLIGHT).map(
    Array.from({ length: size }, (_, n) => n),
    make,
  );
  await sleep(SETTLED_MS);
  return { cluster_name, tag };
};

const listing = (query: Record<string, string>) => () =>
  call(list, 'GET /api/v1/machines', { query: { limit: '100', ...query } });

/** The medians of two kinds of work, done in turn, so that whatever disturbs one disturbs the other as well. */
const inTurn = async (rounds: number, few: () => Promise<unknown>, many: () => Promise<unknown>) => {
  const times = { few: [] as number[], many: [] as number[] };
  for (let n = 0; n < rounds; n += 1) {
    times.few.push(await elapsedMs(few));
    times.many.push(await elapsedMs(many));
  }
  return { few: median(times.few), many: median(times.many) };
};

/** Our time among many beside our own time among few. */
const growth = (name: string, among: { few: number; many: number }): Row => {
  const ratio = among.many / among.few;
  return {
    figure: name,
    unit: 'ms',
    median: among.many,
    rawMedian: among.few,
    ratio,
    aim: 'as among 100: ratio at most 1.20',
    met: ratio <= 1.2,
  };
};

const bulk = async (action: string, tag: string, aimMs: number): Promise<Row> => {
  let accepted = 0;
  const tookMs = await elapsedMs(async () => {
    const { body } = await call(create, 'POST /api/v1/machines', { query: { action, tag } });
    accepted = body.accepted.length;
  });
  await sleep(SETTLED_MS);
  return figure(`${action} on ${accepted} machines`, 's', tookMs / 1000, {
    words: `under ${aimMs / 1000} s`,
    met: tookMs < aimMs,
  });
};

export const benches: Bench[] = [
  {
    name: 'Simulated cloud: 100 machines listed among many (beside it: among 100), and one operation on 1,000',
    async run({ small }) {
      const [size, tagged, rounds] = small ? [300, 120, 5] : [10_000, 1000, 50];
      const few = await fleet(100, 100);
      const many = await fleet(size, tagged);
      const among = (choose: (from: typeof few) => Record<string, string>) =>
        inTurn(rounds, listing(choose(few)), listing(choose(many)));
      await among(({ tag }) => ({ tag }));
      return [
        growth(`list 100 of ${size} machines by cluster`, await among(({ cluster_name }) => ({ cluster_name }))),
        growth(`list 100 of ${tagged} machines by tag`, await among(({ tag }) => ({ tag }))),
        await bulk('STOP', many.tag, 5000),
        await bulk('START', many.tag, 5000),
        await bulk('TERMINATE', many.tag, 5000),
      ];
    },
  },
];
