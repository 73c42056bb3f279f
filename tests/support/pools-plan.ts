import fc from 'fast-check';
import { listed } from '#lib/pools/ip-ranges';
import type { Resource } from '#lib/pools/model';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import type { Done } from './linearizable.ts';
import type { Operation } from './pools-model.ts';

/** Calls at random on two pools that have a few addresses to fight for. */
const ADDRESSES = [...Array.from({ length: 8 }, (_, n) => `10.0.0.${n}`), '::6'];
const POOLS = [['10.0.0.0-10.0.0.7'], ['10.0.0.2-10.0.0.6', '::6'], ['10.0.0.4/30', '10.0.0.0', '10.0.0.7']];
const RANGES = ['10.0.0.0-10.0.0.3', '10.0.0.4-10.0.0.5', '10.0.0.3-10.0.0.6', '10.0.0.6-10.0.0.7'];

const address = fc.constantFrom(...ADDRESSES);
const entry = fc.oneof(address, fc.constantFrom(...RANGES)).map((one) => ({ entry: one, addresses: listed([one]) }));
const pool = fc.constantFrom('a', 'a', 'a', 'b');
const coolDownSeconds = fc.constantFrom(0, 30);
const ttlSeconds = fc.option(fc.constantFrom(10, 60), { nil: undefined });
const someone = fc.constantFrom('al', 'bo');
const owner = fc.option(someone, { nil: undefined });

/** A call that names what an earlier one was answered: which, is known when it is made. */
type Late = { pool: string; nth: number } & (
  | { do: 'releaseLease' }
  | { do: 'releaseAnyBlock'; owner?: string | undefined }
);
export type Planned = Operation | Late;

type Members<Do> = Omit<Extract<Planned, { do: Do }>, 'do' | 'pool'>;

const some = <Do extends Planned['do']>(
  what: Do,
  rest: { [Member in keyof Members<Do>]-?: fc.Arbitrary<Members<Do>[Member]> },
  weight = 1,
) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(what), pool, ...rest }) as unknown as fc.Arbitrary<Planned>,
});

const addressesOf = (entries: string[]) => ({ entries, addresses: listed(entries) });
const nth = fc.constantFrom(0, 0, 0, 1, 2);

const creationOf = (which: fc.Arbitrary<string>): fc.Arbitrary<Planned> =>
  fc
    .record({
      pool: which,
      entries: fc.constantFrom(...POOLS),
      coolDownSeconds,
      inSpace: fc.constantFrom(true, true, false),
    })
    .map(({ entries, ...rest }): Planned => ({ do: 'create', ...rest, ...addressesOf(entries) }));

/** What a run begins with. */
export const plannedFirst = [creationOf(fc.constant('a')), creationOf(fc.constant('b'))] as const;

const entryCall = (what: 'add' | 'remove', weight: number) => ({
  weight,
  arbitrary: fc.record({ pool, entry }).map(({ pool: id, entry: one }): Planned => ({ do: what, pool: id, ...one })),
});

export const planned: fc.Arbitrary<Planned> = fc.oneof(
  { weight: 3, arbitrary: creationOf(pool) },
  some('delete', {}, 2),
  some('edit', { coolDownSeconds }),
  some('allocate', { address, ttlSeconds }, 2),
  some('allocateAny', { ttlSeconds }, 2),
  some('allocateMany', { count: fc.constantFrom(2, 4) }),
  some('allocateOwned', { owner: someone, ttlSeconds }, 2),
  some('allocateBlock', { prefixLength: fc.constantFrom(30, 31, 32), owner }, 3),
  some('release', { address, owner, allocation: fc.constant(undefined) }, 3),
  some('releaseLease', { nth }, 2),
  some('releaseAnyBlock', { nth, owner }, 2),
  entryCall('add', 2),
  entryCall('remove', 2),
);

const NOBODYS = '00000000-0000-4000-8000-000000000000';

/** The call that is meant: the last ones that were answered are the first that are named. */
export const named = (plan: Planned, before: readonly Done[]): Operation => {
  if (plan.do !== 'releaseLease' && plan.do !== 'releaseAnyBlock') return plan;
  const { pool: id, nth: back } = plan;
  const answers = before.flatMap(({ call, result }) =>
    call.pool === id && 'ok' in result ? [{ call: call.do, ok: result.ok }] : [],
  );
  if (plan.do === 'releaseAnyBlock') {
    const blocks = answers.filter(({ call }) => call === 'allocateBlock');
    return {
      do: 'releaseBlock',
      pool: id,
      block: (blocks.at(-1 - back) ?? blocks.at(-1))?.ok[0] ?? NOBODYS,
      owner: plan.owner,
    };
  }
  const leases = answers.filter(({ call, ok }) => call !== 'allocateMany' && ok.length === 2 && ok[1]?.includes('-'));
  const [leased = ADDRESSES[0] ?? '', allocation = NOBODYS] = (leases.at(-1 - back) ?? leases.at(-1))?.ok ?? [];
  return { do: 'release', pool: id, address: leased, allocation };
};

const told = ({ ip_address, allocation }: Resource): string[] => [
  ip_address,
  ...(allocation === undefined ? [] : [allocation]),
];

const blockTold = ({ id, ip_address, prefix_length = 32 }: Resource): string[] => {
  const first = Number(ip_address.split('.').at(-1));
  return [id, ...Array.from({ length: 2 ** (32 - prefix_length) }, (_, n) => `10.0.0.${first + n}`)];
};

/** Makes a call on the pool with that id. */
export const makeCall = async (call: Operation, id: string, space: string, now: () => Date): Promise<string[]> => {
  const options = { now };
  switch (call.do) {
    case 'create': {
      const { entries, coolDownSeconds: seconds, inSpace } = call;
      const wanted = { name: 'p', addresses: entries, coolDownSeconds: seconds, ...(inSpace && { space }) };
      await pools.create(id, wanted, options);
      return [];
    }
    case 'delete':
      await pools.remove(id, options);
      return [];
    case 'edit':
      await pools.edit(id, { coolDownSeconds: call.coolDownSeconds }, options);
      return [];
    case 'allocate':
      return told(await pools.allocate(id, resourceId(id, call.address), call, options));
    case 'allocateAny':
      return told(await pools.allocateAny(id, call, options));
    case 'allocateMany':
      return (await pools.allocateMany(id, call.count, undefined, options)).flatMap(told);
    case 'allocateOwned':
      return told(await pools.allocateOwned(id, undefined, call, options));
    case 'allocateBlock':
      return blockTold(await pools.allocateBlock(id, call.prefixLength, { owner: call.owner, now }));
    case 'release':
      return told(await pools.release(id, resourceId(id, call.address), { ...call, now }));
    case 'releaseBlock':
      return blockTold(await pools.release(id, call.block, { owner: call.owner, now }));
    case 'add':
      await pools.addAny(id, call.entry, options);
      return call.addresses;
    case 'remove':
      await pools.removeAny(id, call.addresses.length > 1 ? call.entry : resourceId(id, call.entry), options);
      return [];
  }
};
