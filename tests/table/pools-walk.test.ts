import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { addressAt, placeOf } from '#lib/pools/ip-ranges';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { measure } from '#support/costs';
import { given } from '#support/given';
import { sized } from '#support/sized';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What this process holds, in MB, when nothing is left to be collected. */
const heldMb = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

/** `POOLS_WALK=1` for every page of the /8, one after another: 16,778 of them. */
const IS_WHOLE = process.env.POOLS_WALK !== undefined;
const STRETCHES = IS_WHOLE ? 1 : 8;
const PAGES = IS_WHOLE ? 20_000 : sized(8, 5);
const FIRST = placeOf('10.0.0.1');
const LAST = placeOf('10.255.255.254');

const HELD = ['10.0.3.7', '10.32.1.1', '10.128.0.255', '10.255.255.254'];

test(
  'a walk of a /8 by pages meets each address once and in order, and holds and reads no more than a page',
  async () => {
    const id = given.poolId();
    await pools.create(id, { name: 'corp', addresses: ['10.0.0.0/8'] });
    for (const ip of HELD) await pools.allocate(id, resourceId(id, ip));
    const { reads: aPage } = await measure(() => pools.get(id));
    const begun = heldMb();
    const held: string[] = [];
    let [most, dearest] = [0, 0];
    for (let stretch = 0; stretch < STRETCHES; stretch += 1) {
      let next = FIRST + (BigInt(stretch) * (LAST - FIRST)) / BigInt(STRETCHES);
      let page: { from: string } | { cursor: string } | undefined = { from: addressAt(next) };
      for (let pages = 0; page && pages < PAGES; pages += 1) {
        const options: { from?: string; cursor?: string } = page;
        const { reads } = await measure(async () => {
          const { pool, cursor } = await pools.get(id, options);
          for (const { ip_address, status } of pool.resources) {
            if (ip_address !== addressAt(next)) throw new Error(`${ip_address} where ${addressAt(next)} was expected`);
            if (status === 'ALLOCATED') held.push(ip_address);
            next += 1n;
          }
          page = cursor === undefined ? undefined : { cursor };
        });
        dearest = Math.max(dearest, reads);
        if (pages % 4 === 0) most = Math.max(most, heldMb() - begun);
      }
      if (IS_WHOLE) expect(next).toBe(LAST + 1n);
    }
    const { pool, cursor } = await pools.get(id, { from: addressAt(LAST - 2n) });
    expect([pool.resources.map(({ ip_address }) => ip_address), cursor]).toEqual([
      ['10.255.255.252', '10.255.255.253', '10.255.255.254'],
      undefined,
    ]);
    expect(held).toEqual(IS_WHOLE ? HELD : HELD.slice(0, 3));
    // A thousand addresses are some 0.3 MB; all that were met, ten times as much and more.
    expect({ held: most < 4, reads: dearest <= aPage + 1 }).toEqual({ held: true, reads: true });
  },
  IS_WHOLE ? 3_600_000 : 300_000,
);
