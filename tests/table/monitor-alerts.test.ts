import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { later, now } from '#lib/core/clock';
import type { Prober } from '#lib/monitor/probers/prober';
import * as monitor from '#lib/monitor/service';
import { announce, sendAlerts } from '#lib/monitor/service/alerts';
import { sweep } from '#lib/monitor/service/sweep';
import type { DeliveryRef } from '#lib/outbox/model';
import * as webhooks from '#lib/webhooks/service';
import { validatorAt } from '#support/assert-openapi';
import { losingAnAnswerAfter } from '#support/crash';
import { given } from '#support/given';

interface Posted {
  key: unknown;
  body: Record<string, unknown>;
}

const posted: Posted[] = [];
let status = 200;
const webhook = createServer(async (request: IncomingMessage, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  posted.push({ key: request.headers['idempotency-key'], body: JSON.parse(Buffer.concat(pieces).toString()) });
  response.statusCode = status;
  response.end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  process.env.ALERT_WEBHOOK_URL = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/hook`;
});

afterAll(async () => {
  webhook.closeAllConnections();
  await new Promise((resolve) => webhook.close(resolve));
});

const pace = { count: 1, timeoutMs: 1, periodMs: 0, gapMs: 0 };
const silent: Prober = async (addresses) => addresses.map(() => [null]);

test('each change of state is posted once, and again while the webhook refuses', async () => {
  const name = given.name('server');
  await monitor.add(name, '127.0.0.1');
  const { id } = await monitor.get(name);
  const handed: DeliveryRef[][] = [];
  const give = async (_: string, payload: unknown) => {
    handed.push((payload as { calls: DeliveryRef[] }).calls);
  };
  const alert = (news: Parameters<typeof announce>[0]) => announce(news, { give });
  await sweep({}, { probe: silent, pace, alert });
  const done = await sweep({}, { probe: silent, pace, alert });
  expect(handed).toHaveLength(1);
  expect(posted).toEqual([]);

  status = 503;
  await sendAlerts(handed[0]);
  await sendAlerts(handed[0]);
  const at = done?.started_at ?? '';
  const expected = {
    key: `${id}-${Date.parse(at)}`,
    body: {
      text: `${name} (127.0.0.1) is DOWN since ${at}, it was UNKNOWN`,
      server: { id, name, ip: '127.0.0.1' },
      at,
      from: 'UNKNOWN',
      to: 'DOWN',
    },
  };
  expect(posted).toEqual([expected]);
  expect(validatorAt('components', 'schemas', 'Alert')(posted[0]?.body)).toBe(true);

  status = 200;
  expect(await sendAlerts()).toBe(0);
  const soon = () => later(now(), 10 * 60_000);
  expect(await sendAlerts(undefined, { now: soon })).toBe(1);
  expect(await sendAlerts(undefined, { now: soon })).toBe(0);
  expect(posted).toEqual([expected, expected]);
});

test('an alert that could not be handed over is sent by the schedule', async () => {
  const name = given.name('server');
  await monitor.add(name, '127.0.0.1');
  const give = async () => {
    throw new Error('no Lambda');
  };
  const alert = (news: Parameters<typeof announce>[0]) => announce(news, { give });
  await sweep({}, { probe: async (addresses) => addresses.map(() => [1]), pace, alert });
  posted.length = 0;
  expect(await sendAlerts(undefined, { now: () => later(now(), 1000) })).toBe(2);
  expect(posted.map(({ body }) => body.to)).toEqual(['UP', 'UP']);
});

test('whichever answer of the database is lost, and whichever of the webhook, each change is told under one key', async () => {
  const later10 = () => later(now(), 10 * 60_000);
  await sendAlerts(undefined, { now: later10 });
  for (let writes = 0; ; writes += 1) {
    const name = given.name('server');
    await monitor.add(name, '127.0.0.1');
    posted.length = 0;
    const give = async (_: string, payload: unknown) => {
      await sendAlerts((payload as { calls: DeliveryRef[] }).calls);
    };
    const alert = (news: Parameters<typeof announce>[0]) => announce(news, { give });
    const probe: Prober = async (addresses) => addresses.map(() => [1]);
    const { wasLost } = await losingAnAnswerAfter(writes, () => sweep({}, { probe, pace, alert }));
    await sendAlerts(undefined, { now: later10 });
    expect(posted.map(({ body }) => [(body.server as { name: string }).name, body.to])).toEqual([[name, 'UP']]);
    expect((await monitor.listChanges(name, { limit: 10 })).items).toHaveLength(1);
    await monitor.remove(name);
    if (!wasLost) break;
    expect(writes).toBeLessThan(20);
  }
});

test('what the alert webhook was told is seen where that of webhooks is, and sent again from there', async () => {
  const sendDue = () => sendAlerts(undefined, { now: () => later(now(), 10 * 60_000) });
  await sendDue();
  const before = (await webhooks.listDeliveries('ALERT_WEBHOOK_URL')).items.length;
  const server = crypto.randomUUID();
  const at = now().toISOString();
  const told = { server, name: 'web-1', ip: '10.0.0.5' };
  const change = { at, from: 'UP', to: 'DOWN' } as const;
  status = 400;
  await announce([{ ...told, change }], { give: async () => {} });
  await sendDue();
  status = 200;
  await announce([{ ...told, certificate: { at, days: 9 } }], { give: async () => {} });
  await sendDue();
  const id = `${server}-${Date.parse(at)}`;
  const failed = {
    ...{ id, type: 'server.down', status: 'FAILED', attempts: 1, http_status: 400, created_at: at },
    ...{ text: `web-1 (10.0.0.5) is DOWN since ${at}, it was UP`, error: 'The alert webhook answered 400' },
  };
  const sent = { id: `${server}-certificate-${Date.parse(at)}`, type: 'server.certificate', status: 'SUCCEEDED' };
  const { items } = await webhooks.listDeliveries('ALERT_WEBHOOK_URL');
  expect(items).toHaveLength(before + 2);
  expect(items.slice(0, 2)).toEqual([expect.objectContaining(sent), expect.objectContaining(failed)]);
  const some = await webhooks.listDeliveries('ALERT_WEBHOOK_URL', { status: 'FAILED' });
  expect(some.items).toEqual([expect.objectContaining(failed)]);
  // In pages there is the same, each once.
  const ids: string[] = [];
  for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page += 1) {
    const found = await webhooks.listDeliveries('ALERT_WEBHOOK_URL', { limit: 2, cursor });
    ids.push(...found.items.map((item) => item.id));
    cursor = found.cursor;
  }
  expect(ids).toEqual((await webhooks.listDeliveries('ALERT_WEBHOOK_URL')).items.map((item) => item.id));
  expect(await webhooks.resend('ALERT_WEBHOOK_URL', id)).toMatchObject({ id, status: 'PENDING' });
  posted.length = 0;
  await sendDue();
  expect(posted).toEqual([expect.objectContaining({ key: id })]);
  for (const unknown of ['x', `${crypto.randomUUID()}-1`, `${server}-99999999999999999`])
    await expect(webhooks.resend('ALERT_WEBHOOK_URL', unknown)).rejects.toMatchObject({ code: 'delivery.unknown' });
});
