import { expect, test } from '@jest/globals';
import { addressEvents, poolEvents } from '#lib/pools/events';
import { encodeIntervals } from '#lib/pools/interval-codec';
import { placeOf } from '#lib/pools/ip-ranges';

const held = {
  ...{ type: 'resource', pool: 'rack-1', born: 'life-1', id: 'r', ip_address: '10.0.0.5', ranged: true },
  ...{ status: 'ALLOCATED', owner: 'node-7', claim: 'c' },
};
const types = (happenings: { type: string }[]) => happenings.map(({ type }) => type);

test('an allocation of an address that is gone is taken back, and its event says so', () => {
  expect(addressEvents({ before: held })).toEqual([
    {
      type: 'address.released',
      subject: '10.0.0.5',
      text: 'Address 10.0.0.5 of pool rack-1 was released: its allocation came too late',
      data: { pool: 'rack-1', generation: 'life-1', id: 'r', ip_address: '10.0.0.5', withdrawn: true },
    },
  ]);
});

test('what nobody holds goes with its pool or range without an event of its own', () => {
  expect(addressEvents({ before: { ...held, status: 'RELEASED' } })).toEqual([]);
  const leased = { ...held, leaseUntil: '2026-01-01T00:00:00.000Z' };
  expect(addressEvents({ before: leased, at: '2026-01-01T00:00:01.000Z' })).toEqual([]);
  expect(types(addressEvents({ before: leased, at: '2025-12-31T23:59:59.000Z' }))).toEqual(['address.released']);
});

test('an address that is there by its item is removed with it', () => {
  const { ranged: _, ...named } = held;
  expect(types(addressEvents({ before: { ...named, status: 'RELEASED' } }))).toEqual(['address.removed']);
});

test('a block is named as one', () => {
  const block = { type: 'block', pool: 'rack-1', born: 'life-1', id: 'b', ip_address: '10.0.0.16', prefixLength: 28 };
  expect(addressEvents({ after: { ...block, status: 'ALLOCATED', owner: 'node-7' } })).toEqual([
    {
      type: 'address.allocated',
      subject: '10.0.0.16',
      text: 'Block 10.0.0.16/28 of pool rack-1 was allocated to node-7',
      data: {
        ...{ pool: 'rack-1', generation: 'life-1', id: 'b', ip_address: '10.0.0.16', prefix_length: 28 },
        owner: 'node-7',
      },
    },
  ]);
});

test('a new pool is told with its addresses, up to 100 ranges', () => {
  const pool = (ranges: { first: bigint; last: bigint }[]) => ({
    ...{ type: 'pool', id: 'rack-1', name: 'Rack 1', stage: 'ACTIVE', born: 'life-1', version: 1 },
    ranges: encodeIntervals(ranges),
  });
  const first = placeOf('10.0.0.0');
  const [made] = poolEvents({ after: pool([{ first, last: first + 255n }]) });
  expect(made?.data).toEqual({
    ...{ pool: 'rack-1', generation: 'life-1', name: 'Rack 1' },
    ...{ resources: ['10.0.0.0-10.0.0.255'], total: 256 },
  });
  const many = Array.from({ length: 101 }, (_, n) => ({ first: first + BigInt(2 * n), last: first + BigInt(2 * n) }));
  const [large] = poolEvents({ after: pool(many) });
  expect(large?.data).toEqual({ pool: 'rack-1', generation: 'life-1', name: 'Rack 1', total: 101 });
});
