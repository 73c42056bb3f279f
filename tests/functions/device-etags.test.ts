import { expect, test } from '@jest/globals';
import { handler as getFleet } from '#functions/fleet/get-fleet-device';
import { handler as tagFleet } from '#functions/fleet/tag-fleet-device';
import { handler as editDevice } from '#functions/ztp/edit-device';
import { handler as getDevice } from '#functions/ztp/get-device';
import * as ztp from '#lib/ztp/service';
import { call } from '#support/call';
import { given } from '#support/given';

const registered = async (): Promise<string> => {
  const id = given.mac();
  await ztp.register(id, { ip: '127.0.0.1', name: 'one' });
  return id;
};
const sent = (id: string, body: object, ifMatch?: string) => ({
  params: { id },
  body,
  ...(ifMatch !== undefined && { headers: { 'If-Match': ifMatch } }),
});
const edit = (id: string, body: object, ifMatch?: string) =>
  call(editDevice, 'PUT /ztp/mng/{id}', sent(id, body, ifMatch));
const tag = (id: string, tags: string[], ifMatch?: string) =>
  call(tagFleet, 'PATCH /fleet/devices/{id}', sent(id, { tags }, ifMatch));
const show = (id: string) => call(getDevice, 'GET /ztp/devices/{id}', { params: { id } });

/** The tag, which both calls that read a device give alike. */
const tagOf = async (id: string): Promise<string> => {
  const own = String((await show(id)).headers.ETag);
  expect(own).toMatch(/^"[\w-]{22}"$/);
  const fleet = await call(getFleet, 'GET /fleet/devices/{id}', { params: { id } });
  expect(fleet.headers.ETag).toBe(own);
  expect(fleet.body).not.toHaveProperty('userdata');
  return own;
};

test('the ETag of a device is another with each field that is edited, and the same from every call', async () => {
  const id = await registered();
  const seen = [await tagOf(id)];
  for (const body of [{ ip: '127.0.0.2' }, { name: 'two' }, { userdata: 'u' }]) {
    const answer = await edit(id, body, seen.at(-1));
    expect(answer.status).toBe(200);
    expect(answer.headers.ETag).toBe(await tagOf(id));
    seen.push(String(answer.headers.ETag));
  }
  const answer = await tag(id, ['a'], seen.at(-1));
  expect(answer).toMatchObject({ status: 200, body: { tags: ['a'] } });
  expect(answer.headers.ETag).toBe(await tagOf(id));
  expect(new Set([...seen, answer.headers.ETag]).size).toBe(5);
});

test('the ETag of a device is the same after an exec call and a registration that says nothing new', async () => {
  const id = await registered();
  const before = await tagOf(id);
  await ztp.resend(id);
  expect(await tagOf(id)).toBe(before);
  await ztp.register(id, { ip: '127.0.0.1' });
  expect((await show(id)).body.registrations).toBe(2);
  expect(await tagOf(id)).toBe(before);
  expect((await tag(id, ['x'], before)).status).toBe(200);
});

test('If-Match refuses what has changed, what is not there, and changes nothing then', async () => {
  const id = await registered();
  const old = await tagOf(id);
  expect((await tag(id, ['x'], `"zzz", ${old}`)).status).toBe(200);
  const now = await tagOf(id);
  for (const refused of [await edit(id, { name: 'two' }, old), await tag(id, ['y'], old), await tag(id, [], '"zzz"')])
    expect(refused).toMatchObject({ status: 412, body: { code: 'etag.changed' } });
  expect(await tagOf(id)).toBe(now);
  expect((await edit(id, { name: 'two' }, '*')).status).toBe(200);
  const none = given.mac();
  expect([await edit(none, { name: 'x' }, '*'), await tag(none, [], '*')]).toMatchObject([
    { status: 412 },
    { status: 412 },
  ]);
  expect([await edit(none, { name: 'x' }), await tag(none, [])]).toMatchObject([{ status: 404 }, { status: 404 }]);
});

test.each(['edits', 'tags'] as const)('of %s at once with the same If-Match exactly one is made', async (what) => {
  const id = await registered();
  const seen = await tagOf(id);
  const change = (word: string) => (what === 'edits' ? edit(id, { userdata: word }, seen) : tag(id, [word], seen));
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map(change));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  expect(await tagOf(id)).toBe(answers.find(({ status }) => status === 200)?.headers.ETag);
});
