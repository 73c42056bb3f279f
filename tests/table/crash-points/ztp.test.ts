import { randomUUID } from 'node:crypto';
import { afterAll, expect } from '@jest/globals';
import { later } from '#lib/core/clock';
import type { DeliveryRef, SendingPolicy } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import * as ztp from '#lib/ztp/service';
import { crashAtEach, crashPoint } from '#support/crash-points';
import { given } from '#support/given';
import { startRecipient } from '#support/recipient';

const BEGIN = new Date('2026-11-20T12:00:00.000Z');
const IP = '10.0.0.5';

/** Answers 503 to the first call of each key that begins so, and then 200. */
const party = await startRecipient((response, _, request) => {
  const key = String(request.headers['idempotency-key']);
  const nth = party.asked.filter((each) => each.key === key).length;
  const refuses = request.url?.includes('refuses') && nth === 1;
  response.writeHead(refuses ? 503 : 200).end('{}');
});
afterAll(() => party.stop());

const manager: SendingPolicy = {
  kind: `kind-${randomUUID()}`,
  recipient: 'The service manager',
  request: ({ details }) => ({ url: `${party.url}/api/exec?ip=${details.ip}${details.refuses ? '&refuses' : ''}` }),
  timeoutMs: 2000,
  pausesSeconds: [60, 120, 240, 480],
};
const at = (seconds: number) => ({ manager, now: () => later(BEGIN, seconds * 1000) });
const askedUnder = (key: string): number => party.asked.filter((each) => each.key === key).length;

const opened = async (details = {}): Promise<DeliveryRef> => {
  const ref = { owner: given.mac(), at: BEGIN.toISOString(), id: randomUUID() };
  await calls.open(manager, ref, { ip: IP, ...details });
  return ref;
};

const registered = async () => {
  const id = given.mac();
  const device = await ztp.register(id, { ip: IP }, at(0));
  return { id, device, ref: { owner: '', at: device.lastRegisteredAt, id: device.registrationId } };
};

crashAtEach([
  crashPoint({
    does: 'a registration',
    given: async () => given.mac(),
    work: (id) => ztp.register(id, { ip: IP }, at(0)),
    holds: async (id, answer) => {
      const device = await ztp.show(id, at(1));
      expect(device).toMatchObject({ id, ip: IP, name: '' });
      if (answer)
        expect({ answer, device }).toMatchObject({ answer: { registrations: 1 }, device: { registrations: 1 } });
    },
    writes: 1,
  }),
  crashPoint({
    does: 'the opening of the calls of a batch of the stream',
    given: async () => [await registered(), await registered(), await registered()],
    work: (made) => Promise.all(made.map(({ device }) => ztp.openExec(device, { manager }))),
    holds: async (made) => {
      for (const { id, device } of made) {
        const { items } = await ztp.listExecs(id, { limit: 9 }, { manager });
        expect(items).toMatchObject([{ id: device.registrationId, status: 'PENDING', attempts: 0, ip: IP }]);
      }
    },
    writes: 3,
  }),
  crashPoint({
    does: 'a call that is answered 200',
    given: () => opened(),
    work: (ref) => calls.attempt(manager, ref, at(1)),
    // The schedule comes by when nobody may believe any more that the first is at it.
    next: (ref) => calls.attempt(manager, ref, at(60)),
    left: async (ref) => expect((await calls.find(manager, ref))?.id).toBe(ref.id),
    holds: async (ref, answer) => {
      const call = await calls.find(manager, ref);
      expect(call).toMatchObject({ status: 'SUCCEEDED', attempts: call?.tries.length });
      expect(call).not.toHaveProperty('claim');
      expect(askedUnder(ref.id)).toBeGreaterThan(0);
      expect(askedUnder(ref.id)).toBeLessThanOrEqual(call?.attempts ?? 0);
      if (answer) expect({ asked: askedUnder(ref.id), attempts: call?.attempts }).toEqual({ asked: 1, attempts: 1 });
    },
    writes: 2,
  }),
  crashPoint({
    does: 'a call that is answered 503 first',
    given: () => opened({ refuses: true }),
    work: (ref) => calls.attempt(manager, ref, at(1)),
    next: async (ref) => {
      for (const seconds of [60, 200]) await calls.attempt(manager, ref, at(seconds));
    },
    holds: async (ref, answer) => {
      const call = await calls.find(manager, ref);
      if (call?.attempts === 1) expect(call).toMatchObject({ status: 'PENDING', left: 4 });
      else expect(call).toMatchObject({ status: 'SUCCEEDED' });
      if (answer) expect(call).toMatchObject({ status: answer });
      expect(askedUnder(ref.id)).toBeLessThanOrEqual(call?.attempts ?? 0);
    },
    writes: 2,
  }),
  crashPoint({
    does: 'the last call that there may be',
    given: async () => {
      const ref = await opened({ refuses: true });
      const last = { ...manager, pausesSeconds: [] };
      await calls.renew(last, ref, at(0));
      return { ref, last };
    },
    work: ({ ref, last }) => calls.attempt(last, ref, at(1)),
    next: ({ ref, last }) => calls.attempt(last, ref, at(60)),
    holds: async ({ ref }) => {
      expect(await calls.find(manager, ref)).toMatchObject({ status: 'FAILED' });
      expect(await calls.due(manager, 1000, at(9999))).not.toContainEqual(expect.objectContaining({ id: ref.id }));
      expect(askedUnder(ref.id)).toBeLessThanOrEqual(1);
    },
    writes: 2,
  }),
  crashPoint({
    does: 'a call that is made again by hand',
    given: async () => {
      const made = await registered();
      const ref = await ztp.openExec(made.device, { manager });
      await calls.attempt(manager, ref, at(1));
      return { ...made, ref };
    },
    work: ({ id }) => ztp.resend(id, at(2)),
    holds: async ({ ref, id }, answer) => {
      if (answer) expect(answer).toMatchObject({ exec: { status: 'PENDING' } });
      await ztp.callManager([ref], at(60));
      expect((await ztp.show(id, at(61))).exec).toMatchObject({ status: 'SUCCEEDED', attempts: 2 });
      expect(askedUnder(ref.id)).toBe(2);
    },
    writes: 2,
  }),
  crashPoint({
    does: 'the deletion of a device with calls that wait',
    given: async () => {
      const id = given.mac();
      const refs: DeliveryRef[] = [];
      for (const seconds of [0, 1, 2])
        refs.push(await ztp.openExec(await ztp.register(id, { ip: IP }, at(seconds)), { manager }));
      return { id, refs };
    },
    work: ({ id }) => ztp.remove(id, at(3)),
    holds: async ({ id, refs }) => {
      await expect(ztp.check(id)).rejects.toMatchObject({ code: 'device.unknown' });
      await ztp.callManager(refs, at(60));
      const kept = await calls.findProgress(manager, refs);
      expect(kept.map(({ status, reason }) => [status, reason])).toEqual(
        Array(3).fill(['FAILED', 'The device was deleted']),
      );
      expect(refs.map((ref) => askedUnder(ref.id))).toEqual([0, 0, 0]);
      expect(await ztp.register(id, { ip: IP }, at(4))).toMatchObject({ registrations: 1 });
    },
    writes: 4,
  }),
  crashPoint({
    does: 'an edit',
    given: registered,
    work: ({ id }) => ztp.edit(id, { name: 'new' }),
    holds: async ({ id }) => {
      expect(await ztp.show(id, at(1))).toMatchObject({ name: 'new', ip: IP, registrations: 1 });
    },
    writes: 1,
  }),
]);
