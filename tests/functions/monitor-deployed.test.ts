import { expect, test } from '@jest/globals';
import { call } from '#support/call';
import { given } from '#support/given';

Object.assign(process.env, { STAGE: 'dev', AUTH: 'open', PING_PRIVATE: 'false' });
// Settings are read once, so that these come after them.
const { handler: add } = await import('#functions/monitor/add-server');
const { handler: change } = await import('#functions/monitor/change-server');
const { handler: update } = await import('#functions/monitor/update-server');
const repository = await import('#lib/monitor/repository/servers');
const { sweep } = await import('#lib/monitor/service/sweep');

const wrong = { status: 400, body: { status: 'WRONG_REQUEST' } };

test.each(['127.0.0.1', '169.254.169.254', '::1', '::ffff:169.254.169.254', 'fe80::1', '10.0.0.1'])(
  'a deployed stage does not take %s as a target',
  async (IP) => {
    const name = given.name('server');
    expect(await call(add, 'POST /', { body: { server: { name, IP } } })).toMatchObject(wrong);
    await call(add, 'POST /', { body: { server: { name, IP: '8.8.8.8' } } });
    expect(await call(update, 'PUT /', { body: { server: { name, IP } } })).toMatchObject(wrong);
    const changed = await call(change, 'PUT /servers/{name}', { params: { name }, body: { ip: IP } });
    expect(changed).toMatchObject({ status: 400, body: { errors: [{ path: 'ip' }] } });
    expect((await repository.find(name))?.ip).toBe('8.8.8.8');
  },
);

test('a target that settings have come to forbid is not probed', async () => {
  const name = given.name('server');
  const created_at = new Date().toISOString();
  await repository.add({ id: crypto.randomUUID(), name, ip: '169.254.169.254', created_at, paused: false });
  const probed: string[] = [];
  await sweep(
    {},
    {
      pace: { count: 1, timeoutMs: 1, periodMs: 0, gapMs: 0 },
      probe: async (addresses) => {
        probed.push(...addresses);
        return addresses.map(() => [1]);
      },
    },
  );
  expect(new Set(probed)).toEqual(new Set(['8.8.8.8']));
});
