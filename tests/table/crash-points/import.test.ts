import { expect } from '@jest/globals';
import { deviceKind, poolKind, serverKind } from '#lib/import/kinds';
import { importCsv } from '#lib/import/service';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import * as ztp from '#lib/ztp/service';
import { crashAtEach, crashPoint } from '#support/crash-points';
import { given } from '#support/given';

const orNothing = <T>(found: Promise<T>): Promise<T | undefined> => found.catch(() => undefined);

/** What is there of each, in full: nothing of a line is ever there without the rest of it. */
const wholeServers = async (names: readonly string[]): Promise<number> => {
  const found = (await Promise.all(names.map((name) => orNothing(monitor.get(name))))).filter(
    (one) => one !== undefined,
  );
  for (const one of found) expect(one).toMatchObject({ ip: '10.0.0.9', tags: ['a'], paused: true });
  return found.length;
};

crashAtEach([
  crashPoint({
    does: 'the import of servers, of which one is there and is changed',
    given: async () => {
      const names = [given.name('a'), given.name('b'), given.name('c')] as const;
      await monitor.add(names[0], '10.0.0.9', { tags: ['a'] }, { paused: true });
      await monitor.add(names[1], '10.0.0.9', { tags: ['a'] }, { paused: true });
      return names;
    },
    work: ([, there, made]) =>
      importCsv(
        `name,ip,tags,paused,parent\n${made},10.0.0.9,a,true,${there}\n${there},10.0.0.9,a,true,\n`,
        serverKind,
      ),
    left: async (names) => expect(await wholeServers(names)).toBeGreaterThanOrEqual(2),
    holds: async (names, answer) => {
      expect(await wholeServers(names)).toBe(3);
      if (answer) expect(answer).toMatchObject({ created: 1, unchanged: 1, refused: 0 });
    },
    writes: 1,
  }),
  crashPoint({
    does: 'the import of devices',
    given: async () => {
      const ids = [given.mac(), given.mac()] as const;
      await ztp.register(ids[0], { ip: '10.0.0.1' });
      return ids;
    },
    work: (ids) => importCsv(`id,ip,name,tags\n${ids.map((id) => `${id},10.0.0.9,n,a`).join('\n')}\n`, deviceKind),
    left: async ([, id]) => {
      const device = await ztp.find(id);
      if (device) expect(device).toMatchObject({ name: 'n', tags: ['a'], registrations: 1 });
    },
    holds: async (ids, answer) => {
      for (const id of ids)
        expect(await ztp.find(id)).toMatchObject({ ip: '10.0.0.9', name: 'n', tags: ['a'], registrations: 1 });
      if (answer) expect(answer).toMatchObject({ created: 1, updated: 1, refused: 0 });
    },
    writes: 2,
  }),
  crashPoint({
    does: 'the import of pools',
    given: async () => [given.poolId(), given.poolId(), given.name('space')] as const,
    work: ([a, b, space]) =>
      importCsv(`id,name,resources,space\n${a},n,10.0.0.0/29,${space}\n${b},n,10.0.1.0/29,${space}\n`, poolKind),
    holds: async ([a, b, space], answer) => {
      for (const id of [a, b]) {
        const { pool, head } = await pools.get(id);
        expect(head).toEqual({ id, name: 'n', space });
        expect(pool.resources).toHaveLength(6);
      }
      if (answer) expect(answer).toMatchObject({ created: 2, refused: 0 });
    },
    writes: 2,
  }),
]);
