import { expect, test } from '@jest/globals';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import { givenFleet, startFleet } from '#support/fleet';
import { given } from '#support/given';

const fleet = await startFleet((response) => response.end('{}'), { EXEC_PAUSES_SECONDS: '0,0' });

const register = (id: string, name: string, ip: string | undefined = '10.1.0.7') =>
  fleet.register({ params: { id }, body: { ip, name } });

test('one registration gives a device its address, its server, its machine, and then its exec call', async () => {
  const { rule, pool, cluster, name } = await givenFleet(fleet);
  const id = given.mac();
  expect((await register(id, name())).status).toBe(201);
  const device = await fleet.until(id, 'ENROLLED');
  expect(device).toEqual({
    id,
    name: name(),
    ip: '10.1.0.7',
    tags: [],
    registered_at: expect.any(String),
    last_registered_at: expect.any(String),
    rule,
    state: 'ENROLLED',
    address: { pool, id: expect.any(String), ip_address: expect.stringMatching(/^10\.9\./) },
    server: { name: name(), status: 'UNKNOWN', last_ping_ms: null },
    machine: { id: expect.any(String), name: name(), cluster_name: cluster, state: 'PENDING' },
    exec: { status: 'SUCCEEDED', attempts: 1, http_status: 200, last_attempt_at: expect.any(String), error: null },
    steps: ['address', 'monitor', 'machine', 'exec'].map((step) => ({
      step,
      state: 'DONE',
      at: expect.any(String),
      attempts: 1,
      error: null,
    })),
  });
  const { ip_address, id: resource } = device.address;
  expect(await pools.getResource(pool, resource, { view: 'full' })).toMatchObject({ status: 'ALLOCATED', owner: id });
  expect(await monitor.get(name())).toMatchObject({ ip: ip_address });
  const [asked] = fleet.manager.asked.filter(({ url }) => url?.includes(ip_address));
  expect(asked?.headers).toMatchObject({
    'muster-device': id,
    'muster-name': name(),
    'muster-address': ip_address,
  });
});

test('retiring gives everything back and deletes the device', async () => {
  const { pool, name } = await givenFleet(fleet);
  const id = given.mac();
  await register(id, name());
  const { machine } = await fleet.until(id, 'ENROLLED');
  const answer = await fleet.retire({ params: { id } });
  expect(answer).toMatchObject({ status: 202, body: { id, state: 'RETIRING' } });
  await fleet.untilGone(id);
  expect((await fleet.check({ params: { id } })).status).toBe(404);
  await expect(monitor.get(name())).rejects.toMatchObject({ code: 'server.unknown' });
  expect((await pools.get(pool)).pool.resources.every(({ status }) => status === 'RELEASED')).toBe(true);
  expect(machine.id).toEqual(expect.any(String));
}, 60_000);
