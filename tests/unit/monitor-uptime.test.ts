import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Ping, ServerStatus, StateChange } from '#lib/monitor/model';
import { type Stretch, uptimeOf, watchedBy } from '#lib/monitor/uptime';

const at = (second: number): string => new Date(second * 1000).toISOString();
const ping = (second: number, sent = 4): Ping => ({
  at: at(second),
  ...{ average_ms: 1, min_ms: 1, max_ms: 1, sent, received: sent },
});
const change = (second: number, to: ServerStatus): StateChange => ({ at: at(second), from: 'UNKNOWN', to });
const ms = (from: number, to: number): Stretch => ({ from: from * 1000, to: to * 1000 });

test('an outage of a hundred seconds in a thousand is nine tenths', () => {
  const changes = [change(0, 'UP'), change(500, 'DOWN'), change(600, 'UP')];
  expect(uptimeOf(ms(0, 1000), changes, [ms(0, 1000)])).toEqual({ uptime: 0.9, down_seconds: 100, outages: 1 });
});

test('an outage that began before the window counts from its begin', () => {
  const changes = [change(0, 'UP'), change(100, 'DOWN')];
  expect(uptimeOf(ms(200, 300), changes, [ms(0, 300)])).toEqual({ uptime: 0, down_seconds: 100, outages: 1 });
});

test('times when nobody looked count neither way, and nothing at all is null', () => {
  const changes = [change(0, 'UP'), change(100, 'DOWN'), change(300, 'UP')];
  expect(uptimeOf(ms(0, 400), changes, [ms(0, 150), ms(350, 400)])).toEqual({
    uptime: 0.75,
    down_seconds: 50,
    outages: 1,
  });
  expect(uptimeOf(ms(0, 400), changes, [])).toEqual({ uptime: null, down_seconds: 0, outages: 0 });
  expect(uptimeOf(ms(0, 400), [], [ms(0, 400)])).toEqual({ uptime: null, down_seconds: 0, outages: 0 });
});

test('a sweep stands until the next, for two and a half periods; an average for all of its time', () => {
  expect(watchedBy('raw', [ping(0), ping(60), ping(600), ping(700, 0)], 60_000)).toEqual([
    ms(0, 60),
    ms(60, 210),
    ms(600, 750),
  ]);
  expect(watchedBy('hour', [ping(3600)], 60_000)).toEqual([ms(3600, 7200)]);
  expect(watchedBy('day', [ping(86_400)], 60_000)).toEqual([ms(86_400, 172_800)]);
});

const stretch = fc.tuple(fc.nat(300), fc.nat(80)).map(([from, length]) => ms(from, from + length));
const changes = fc
  .uniqueArray(fc.tuple(fc.nat(300), fc.constantFrom<ServerStatus>('UP', 'DOWN', 'UNKNOWN')), {
    selector: ([second]) => second,
    maxLength: 12,
  })
  .map((list) => list.sort(([a], [b]) => a - b).map(([second, to]) => change(second, to)));

test('it is what counting second by second gives', () => {
  fc.assert(
    fc.property(stretch, changes, fc.array(stretch, { maxLength: 8 }), (window, changed, watched) => {
      let [up, down, outages] = [0, 0, 0];
      const broken = new Set<number>();
      for (let second = window.from / 1000; second < window.to / 1000; second += 1) {
        const index = changed.findLastIndex((each) => each.at <= at(second));
        const isSeen = watched.some(({ from, to }) => from <= second * 1000 && second * 1000 < to);
        if (!isSeen || index === -1) continue;
        if (changed[index]?.to === 'UP') up += 1;
        if (changed[index]?.to === 'DOWN') {
          down += 1;
          broken.add(index);
        }
      }
      outages = broken.size;
      expect(uptimeOf(window, changed, watched)).toEqual({
        uptime: up + down === 0 ? null : Number((up / (up + down)).toFixed(6)),
        down_seconds: down,
        outages,
      });
    }),
    { numRuns: 2000 },
  );
});
