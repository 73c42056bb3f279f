import { beforeEach, expect, test } from '@jest/globals';
import type { EventRecord } from '#lib/events/model';
import type { Work } from '#lib/webhooks/service';
import * as webhooks from '#lib/webhooks/service';
import { dyingAfter } from '#support/crash';
import { given } from '#support/given';

process.env.EXEC_PAUSES_SECONDS = '600';

const hook = async (types = ['server.*']): Promise<string> => {
  const name = given.name('hook');
  // Nobody listens there: what is asked here is what there is to be delivered.
  await webhooks.put(name, { url: 'http://127.0.0.1:9/', types }, { now: () => new Date(START) });
  return name;
};

beforeEach(async () => {
  for (const { name } of (await webhooks.list({ limit: 100 })).items) await webhooks.remove(name);
});

const START = Date.parse('2026-11-21T10:00:00.000Z');

/** A clock that goes on by itself alone while somebody sleeps. */
const aClock = () => {
  const clock = {
    ms: START,
    now: () => new Date(clock.ms),
    sleep: async (ms: number): Promise<void> => {
      clock.ms += ms;
    },
  };
  return clock;
};

const down = (n: number, at = START): EventRecord => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  type: 'server.down',
  at: new Date(at).toISOString(),
  actor: { system: 'sweep' },
  subject: `server-${String(n).padStart(3, '0')}`,
  text: `server-${n} is DOWN`,
  data: {},
  order: String(n),
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => down(from + i));

const collect = () => {
  const work: Work[] = [];
  const dispatch = async (_: string, payload: unknown) => void work.push(payload as Work);
  return { work, dispatch };
};

const told = async (name: string) => (await webhooks.listDeliveries(name, { limit: 1000 })).items;

test('one server that goes down is told of after three seconds, as itself', async () => {
  const name = await hook();
  const clock = aClock();
  const { work, dispatch } = collect();
  await webhooks.announce([down(1)], { ...clock, dispatch });
  expect(await told(name)).toEqual([]);
  expect(work).toHaveLength(1);
  await webhooks.send(work[0] ?? {}, clock);
  expect(clock.ms - START).toBe(3000);
  expect((await told(name)).map(({ text }) => text)).toEqual(['server-1 is DOWN']);
});

test('400 servers that go down in half a minute are one message, with their number and ten names', async () => {
  const name = await hook();
  const clock = aClock();
  const { work, dispatch } = collect();
  for (let first = 0; first < 400; first += 100)
    await webhooks.announce(range(first, first + 100), { ...clock, dispatch });
  // The stream brings some of them again.
  await webhooks.announce(range(50, 150), { ...clock, dispatch });
  expect(work).toHaveLength(1);
  await webhooks.send(work[0] ?? {}, clock);
  expect(clock.ms - START).toBe(30_000);
  const [message, ...others] = await told(name);
  expect(others).toEqual([]);
  expect(message?.text).toBe(
    '400 servers are DOWN: server-000, server-001, server-002, server-003, server-004, server-005, server-006, server-007, server-008, server-009 and 390 more',
  );
});

test('ten are each told of, since nobody is flooded by ten', async () => {
  const name = await hook();
  const clock = aClock();
  const { work, dispatch } = collect();
  await webhooks.announce(range(0, 10), { ...clock, dispatch });
  await webhooks.send(work[0] ?? {}, clock);
  expect(await told(name)).toHaveLength(10);
});

test('what comes after a storm was sent is held back anew', async () => {
  const name = await hook();
  const clock = aClock();
  const { work, dispatch } = collect();
  await webhooks.announce(range(0, 40), { ...clock, dispatch });
  await webhooks.send(work[0] ?? {}, clock);
  await webhooks.announce([down(77)], { ...clock, dispatch });
  await webhooks.send(work[1] ?? {}, clock);
  expect(await told(name)).toHaveLength(2);
});

test.each(['before', 'after'] as const)(
  'a process that dies %s any of its writes loses nothing: the schedule or the next event ends the storm',
  async (death) => {
    for (let writes = 0; ; writes += 1) {
      for (const { name } of (await webhooks.list({ limit: 100 })).items) await webhooks.remove(name);
      const name = await hook();
      const clock = aClock();
      const { work, dispatch } = collect();
      const died = await dyingAfter(
        writes,
        async () => {
          await webhooks.announce(range(0, 30), { ...clock, dispatch });
          await webhooks.send(work[0] ?? {}, clock);
        },
        death,
      );
      // The stream brings the batch again to whoever died over it, and the schedule comes by.
      if (died && work.length === 0) await webhooks.announce(range(0, 30), { ...clock, dispatch });
      clock.ms += 120_000;
      await webhooks.send({}, clock);
      const messages = await told(name);
      expect({ writes, texts: messages.map(({ text }) => text.slice(0, 20)) }).toEqual({
        writes,
        texts: ['30 servers are DOWN:'],
      });
      if (!died) break;
    }
  },
);
