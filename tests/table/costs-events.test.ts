import { expect, test } from '@jest/globals';
import * as tokens from '#lib/auth/service/tokens';
import { iso } from '#lib/core/clock';
import * as events from '#lib/events/service';
import * as search from '#lib/search/service';
import * as webhooks from '#lib/webhooks/service';
import { type Cost, comparable, documentedCosts, measure } from '#support/costs';
import { given } from '#support/given';
import { givenLogin } from '#support/users';

const added = (name: string) => ({
  id: given.name('record'),
  sequence: String(Date.now()).padStart(48, '0'),
  at: iso(),
  after: { type: 'server', id: crypto.randomUUID(), name, ip: '10.0.0.1', paused: false },
});

const many = (name: string) =>
  events.record(Array.from({ length: 10 }, (_, n) => ({ ...added(name), sequence: String(n).padStart(48, '0') })));

const measured: Record<string, () => Promise<Cost>> = {
  'write the event of a change': async () => {
    await events.record([added(given.name())]);
    return measure(() => events.record([added(given.name())]));
  },
  'read 10 events of one type': async () => {
    await many(given.name());
    return measure(() => events.list({ type: 'server.added' }, { limit: 9 }));
  },
  'read 10 events of a subject': async () => {
    const name = given.name();
    await many(name);
    return measure(() => events.list({ subject: name }, { limit: 9 }));
  },
  'find by the beginning of a name': async () => {
    await search.update([added('web-1')]);
    return measure(() => search.search('web'));
  },
  'make a token with a name': async () => {
    const { user } = await givenLogin();
    return measure(() => tokens.create(user, { name: 'grafana', scope: 'read' }));
  },
  'tell a webhook of an event': async () => {
    await webhooks.put('chat', { url: 'http://127.0.0.1:9/' }, { now: () => new Date(0) });
    const made = await events.record([added('web-2')]);
    return measure(() => webhooks.announce(made, { dispatch: async () => {} }));
  },
};

const documented = documentedCosts('Events, webhooks and search');

test('every documented call is measured here, and no other', () => {
  expect(Object.keys(measured).sort()).toEqual(Object.keys(documented).sort());
});

test.each(Object.entries(measured))('%s', async (call, run) => {
  expect(comparable(await run())).toEqual(comparable(documented[call] as Cost));
});
