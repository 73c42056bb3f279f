import { expect, test } from '@jest/globals';
import { handler as change } from '#functions/monitor/change-server';
import { handler as get } from '#functions/monitor/get-server';
import * as monitor from '#lib/monitor/service';
import { sweep } from '#lib/monitor/service/sweep';
import { call } from '#support/call';
import { given } from '#support/given';

const pace = { count: 1, timeoutMs: 1, periodMs: 0, gapMs: 0 };
const swept = () => sweep({}, { probe: async (addresses) => addresses.map(() => [5]), pace, alert: async () => {} });

const added = async (): Promise<string> => {
  const name = given.name('server');
  await monitor.add(name, '127.0.0.1');
  return name;
};
const read = async (name: string) => {
  const { status, headers, body } = await call(get, 'GET /servers/{name}', { params: { name } });
  expect(status).toBe(200);
  expect(headers.ETag).toMatch(/^"[\w-]{22}"$/);
  return { tag: String(headers.ETag), body };
};
const put = (name: string, body: object, ifMatch?: string) =>
  call(change, 'PUT /servers/{name}', {
    params: { name },
    body,
    ...(ifMatch !== undefined && { headers: { 'If-Match': ifMatch } }),
  });

test('the ETag of a server is another with each field that is edited, the same from both calls, and as before when all is as before', async () => {
  const [name, parent] = [await added(), await added()];
  const tags = [(await read(name)).tag];
  for (const body of [
    { ip: '127.0.0.2' },
    { tags: ['a'] },
    { paused: true },
    { probe: { type: 'tcp', port: 80 } },
    { parent },
  ]) {
    const answer = await put(name, body, tags.at(-1));
    expect(answer.status).toBe(200);
    const { tag } = await read(name);
    expect(answer.headers.ETag).toBe(tag);
    tags.push(tag);
  }
  expect(new Set(tags).size).toBe(6);
  const back = { ip: '127.0.0.1', tags: [], paused: false, probe: null, parent: null };
  expect((await put(name, back)).headers.ETag).toBe(tags[0]);
  const to = given.name('renamed');
  await monitor.rename(name, to);
  expect(tags).not.toContain((await read(to)).tag);
});

test('the ETag of a server is the same after a sweep, and one from before a sweep holds', async () => {
  const name = await added();
  const before = await read(name);
  expect(before.body.status).toBe('UNKNOWN');
  await swept();
  const after = await read(name);
  expect(after.body.status).toBe('UP');
  expect(after.tag).toBe(before.tag);
  expect((await put(name, { tags: ['x'] }, before.tag)).status).toBe(200);
});

test('If-Match refuses what has changed, what is not there, and changes nothing then', async () => {
  const name = await added();
  const { tag } = await read(name);
  expect((await put(name, { tags: ['x'] }, `"zzz", ${tag}`)).status).toBe(200);
  for (const old of [tag, '"zzz"'])
    expect(await put(name, { paused: true }, old)).toMatchObject({ status: 412, body: { code: 'etag.changed' } });
  expect((await read(name)).body).not.toHaveProperty('paused');
  expect((await put(name, { paused: true }, '*')).status).toBe(200);
  for (const any of ['*', tag])
    expect(await put(given.name('none'), { paused: true }, any)).toMatchObject({ status: 412 });
  expect((await put(given.name('none'), { paused: true })).status).toBe(404);
});

test('of edits at once with the same If-Match exactly one is made', async () => {
  const name = await added();
  const { tag } = await read(name);
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((word) => put(name, { tags: [word] }, tag)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  const made = answers.find(({ status }) => status === 200);
  expect((await read(name)).body.tags).toEqual(made?.body.tags);
});
