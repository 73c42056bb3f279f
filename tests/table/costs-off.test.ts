import { expect, test } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { handler as dispatch } from '#functions/events/dispatch-changes';
import { actingAs } from '#lib/core/actor';
import * as events from '#lib/events/service';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import { search } from '#lib/search/service';
import * as webhooks from '#lib/webhooks/service';
import * as ztp from '#lib/ztp/service';
import { type Cost, comparable, documentedCosts, measure } from '#support/costs';
import { given } from '#support/given';

Object.assign(process.env, { EVENTS: 'off', SEARCH: 'off' });

const alice = <T>(work: () => Promise<T>): Promise<T> => actingAs({ user: 'alice' }, work);

const record = (type: string, n: number) => ({
  eventID: given.name('event'),
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: String(n),
    ApproximateCreationDateTime: 1,
    NewImage: { type: { S: type }, id: { S: 'a' }, name: { S: 'a' }, ip: { S: '10.0.0.1' }, born: { S: 'b' } },
  },
});

const measured: Record<string, () => Promise<Cost>> = {
  'what the dispatcher does for 4 changes': async () => {
    await webhooks.put('all', { url: 'http://127.0.0.1:9/' }, { now: () => new Date(0) });
    const Records = ['server', 'device', 'pool', 'machine'].map(record);
    return measure(() => dispatch({ Records } as unknown as DynamoDBStreamEvent));
  },
  'add a server, by somebody': () => measure(() => alice(() => monitor.add(given.name('server'), '10.0.0.1'))),
  'delete a device, by somebody': async () => {
    const id = given.mac();
    await ztp.register(id, { ip: '10.0.0.1' });
    return measure(() => alice(() => ztp.remove(id)));
  },
  'allocate any, and none is left of 10': async () => {
    const id = given.poolId();
    await pools.create(id, { name: 'p', addresses: ['10.0.0.1-10.0.0.10'] });
    await pools.allocateMany(id, 10, undefined);
    return measure(() => alice(() => pools.allocateAny(id)).catch(() => undefined));
  },
};

const documented = documentedCosts('With EVENTS=off and SEARCH=off');

test('every documented call is measured here, and no other', () => {
  expect(Object.keys(measured).sort()).toEqual(Object.keys(documented).sort());
});

test.each(Object.entries(measured))('%s', async (call, run) => {
  expect(comparable(await run())).toEqual(comparable(documented[call] as Cost));
});

test('there are no events, and what is searched for is not there to be found', async () => {
  await alice(() => monitor.add('web-1', '10.0.0.1'));
  await dispatch({ Records: [record('server', 1)] } as unknown as DynamoDBStreamEvent);
  expect((await events.list({}, { limit: 10 })).items).toEqual([]);
  await expect(search('a')).rejects.toMatchObject({ kind: 'not-found', code: 'search.off' });
});
