import { expect } from '@jest/globals';
import { later } from '#lib/core/clock';
import { once } from '#lib/idempotency/service';
import { crashAtEach, crashPoint } from '#support/crash-points';
import { given } from '#support/given';

const BEGIN = new Date('2026-11-20T12:00:00.000Z');
const at = (seconds: number) => ({ now: () => later(BEGIN, seconds * 1000) });

const keyed = () => ({ call: { caller: 'somebody', key: given.name('key'), request: ['PUT', '/x'] }, done: 0 });
type Keyed = ReturnType<typeof keyed>;

const run = (it: Keyed, seconds: number) =>
  once(
    it.call,
    async () => {
      it.done += 1;
      return { statusCode: 200, headers: {}, body: `done ${it.done}` };
    },
    at(seconds),
  );

crashAtEach([
  crashPoint({
    does: 'a keyed call',
    given: async () => keyed(),
    work: (it) => run(it, 0),
    // Whoever repeats it waits out the one that may still run.
    next: (it) => run(it, 31),
    left: async (it) => {
      const [before, again] = [
        it.done,
        await run(it, 1).then(
          ({ body }) => body,
          ({ code }) => code,
        ),
      ];
      // The work is done again only where the key was never taken.
      expect(['idempotency.running', `done ${it.done}`]).toContain(again);
      if (again === 'idempotency.running') expect(it.done).toBe(before);
    },
    holds: async (it, answer) => {
      const kept = it.done;
      expect(await run(it, 60)).toMatchObject({ headers: { 'Idempotency-Replayed': 'true' }, body: `done ${kept}` });
      expect(it.done).toBe(kept);
      // The effect comes twice only where the process died between it and the writing down of its answer.
      expect(kept).toBeLessThanOrEqual(2);
      if (answer) expect({ answer, kept }).toMatchObject({ answer: { body: 'done 1' }, kept: 1 });
    },
    writes: 2,
  }),
  crashPoint({
    does: 'a keyed call that fails by our fault',
    given: async () => keyed(),
    work: async (it) => {
      try {
        await once(it.call, () => Promise.reject(new Error('database on fire')), at(0));
      } catch (error) {
        if ((error as Error).message !== 'database on fire') throw error;
      }
    },
    next: (it) => run(it, 31),
    holds: async (it) => {
      expect(await run(it, 60)).toMatchObject({ body: 'done 1' });
    },
    writes: 2,
  }),
]);
