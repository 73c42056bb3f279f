import { expect, test } from '@jest/globals';
import { ApiError } from '#lib/http/client';
import { madeAt, sizeOf } from '../../web/src/compute/size.ts';
import { messageOf } from '../../web/src/core/failure.ts';
import { entriesIn, labelsIn, numberIn, optional } from '../../web/src/core/fields.ts';
import { faultsOf } from '../../web/src/core/form.ts';
import { ago, milliseconds, percent, span, uptimePercent } from '../../web/src/core/format.ts';
import { allPages } from '../../web/src/core/pages.ts';
import { href, parseHash } from '../../web/src/core/route.ts';
import { blocksOf, cellState } from '../../web/src/pools/cells.ts';

test('an address of the page leads to the view that it was made of, whatever its name', () => {
  const path = ['servers', 'a/b ?#ü%'];
  expect(parseHash(href(path, { range: 'day', find: '' }))).toEqual({ path, query: { range: 'day' } });
  expect(parseHash('')).toEqual({ path: [], query: {} });
  expect(parseHash('#/servers/%')).toEqual({ path: ['servers', '%'], query: {} });
});

test('faults go to their fields, and what belongs to none is about the whole', () => {
  const errors = [
    { path: 'resources.1', message: 'must be an address' },
    { path: 'name', message: 'must have 1 to 256 characters' },
    { path: '', message: 'The body is not well-formed JSON' },
  ];
  expect(faultsOf(new ApiError(400, { errors }), ['name', 'resources'], {})).toEqual({
    fields: { resources: 'Entry 2 must be an address', name: 'must have 1 to 256 characters' },
    whole: 'The body is not well-formed JSON',
  });
});

test('a refusal without a path goes to the field that its status belongs to', () => {
  const refused = new ApiError(409, { detail: 'There is a pool a already.' });
  expect(faultsOf(refused, ['id'], { at: { 409: 'id' } })).toEqual({
    fields: { id: 'There is a pool a already.' },
    whole: undefined,
  });
  expect(faultsOf(refused, ['id'], {})).toEqual({ fields: {}, whole: 'There is a pool a already.' });
});

test('failures are told in the words of the API, or of the network', () => {
  expect(messageOf(new ApiError(404, { detail: 'There is no pool x.' }))).toBe('There is no pool x.');
  expect(messageOf(new ApiError(409, { status: 'NAME_ALREADY_EXIST' }))).toBe('A server of that name exists already.');
  expect(messageOf(new TypeError('fetch failed'))).toBe('The API cannot be reached.');
  expect(messageOf(new DOMException('', 'TimeoutError'))).toBe('The API did not answer in time.');
});

test('numbers are said with the digits that count', () => {
  expect([0.0421, 3.172, 35.118, 128.4, null].map(milliseconds)).toEqual([
    '0.042\u00a0ms',
    '3.17\u00a0ms',
    '35.1\u00a0ms',
    '128\u00a0ms',
    '–',
  ]);
  expect([0, 0.004, 0.25, 0.999, 1, null].map(percent)).toEqual([
    '0\u00a0%',
    '<1\u00a0%',
    '25\u00a0%',
    '>99\u00a0%',
    '100\u00a0%',
    '–',
  ]);
});

test('ages are told in their greatest whole unit', () => {
  expect([500, 59_000, 61_000, 7_200_000, 200_000_000].map(span)).toEqual(['1 s', '59 s', '1 min', '2 h', '2 d']);
  expect(ago('2026-11-20T00:00:00Z', Date.parse('2026-11-20T00:03:10Z'))).toBe('3 min ago');
  expect([ago(null, 0), ago(5000, 0)]).toEqual(['never', 'just now']);
});

test('what is typed is read as it is meant, and what cannot be goes to the API as it is', () => {
  expect(entriesIn(' 10.0.0.1,\n10.0.1.0/24  ')).toEqual(['10.0.0.1', '10.0.1.0/24']);
  expect(labelsIn('web, room 7 ,,')).toEqual(['web', 'room 7']);
  expect([numberIn('0.5'), numberIn('x'), numberIn('')]).toEqual([0.5, 'x', '']);
  expect([optional(' ', String), optional(' a ', String)]).toEqual([undefined, 'a']);
});

const resource = (ip_address: string) => ({ id: ip_address, ip_address, status: 'RELEASED' as const });

test('addresses stand in blocks of common beginning, where that makes blocks worth it', () => {
  const many = Array.from({ length: 8 }, (_, i) => resource(`10.0.${i % 2}.${i}`));
  expect(blocksOf(many).map(({ prefix, resources }) => [prefix, resources.length])).toEqual([
    ['10.0.0.', 4],
    ['10.0.1.', 4],
  ]);
  expect(blocksOf([resource('10.0.0.1'), resource('10.9.0.1'), resource('fd00::1')])).toHaveLength(1);
});

test('a cell is free, allocated, or cooling down', () => {
  expect(cellState(resource('10.0.0.1'))).toBe('free');
  expect(cellState({ ...resource('10.0.0.1'), cooling_until: '2026-11-20T00:00:00Z' })).toBe('cooling');
  expect(cellState({ ...resource('10.0.0.1'), status: 'ALLOCATED' })).toBe('allocated');
});

test('pages are followed to the end, or to the most that a view holds', async () => {
  const ask = async (cursor = '0') => ({
    items: [cursor],
    next_cursor: cursor === '4' ? undefined : String(+cursor + 1),
  });
  expect(await allPages(ask)).toEqual(['0', '1', '2', '3', '4']);
  expect(await allPages(ask, 2)).toEqual(['0', '1']);
});

test('an uptime is told by the digits that tell outages, and is never 100 when there was one', () => {
  const told = [1, 0.999993, 0.9996, 0, null].map((share) => uptimePercent(share).replace('\u00a0', ' '));
  expect(told).toEqual(['100 %', '99.99 %', '99.96 %', '0.00 %', '–']);
});

test('a compute cluster is known by its size, and by when its id was made', () => {
  expect([1, 4].map((cpus) => sizeOf({ cpus, memory: cpus / 2 }))).toEqual(['1 CPU, 0.5 GiB', '4 CPUs, 2 GiB']);
  // The example of RFC 9562, A.6.
  expect(new Date(madeAt('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toISOString()).toBe('2022-02-22T19:22:22.000Z');
});
