import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { call } from '#support/call';
import { givenFleet, startFleet } from '#support/fleet';
import { given } from '#support/given';

const SECRET = 's3cret-of-the-rack';
const fleet = await startFleet((response) => response.end('{}'), { ZTP_ENROLL_SECRET: SECRET });
const { handler: open } = await import('#functions/fleet/read-boot-file');
const { handler: secret } = await import('#functions/fleet/read-secret-boot-file');

const { handler: patchPool } = await import('#functions/pools/edit-pool');

const boot = (id: string, file: string, shown = SECRET) =>
  call(secret as never, 'GET /boot/{secret}/{id}/{file}', { params: { secret: shown, id, file } });

const enrolled = async (more: object = {}, userdata?: string) => {
  const { name, ...made } = await givenFleet(fleet, more as Record<string, unknown>);
  const id = given.mac();
  await fleet.register({
    params: { id },
    body: { ip: '10.1.0.7', name: name(), ...(userdata && { userdata }) },
    headers: { authorization: `Enroll ${SECRET}` },
  });
  return { ...made, id, name: name(), device: await fleet.until(id, 'ENROLLED') };
};

test("user-data is the rule's template filled in, unless the device brings its own", async () => {
  const userdata = '#cloud-config\nhostname: {{name}}\n# {{address}} {{mac}} {{ip}}\n';
  const { id, name, device } = await enrolled({ userdata });
  const answer = await boot(id.toUpperCase().replaceAll(':', '-'), 'user-data');
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' },
    body: `#cloud-config\nhostname: ${name}\n# ${device.address.ip_address} ${id} 10.1.0.7\n`,
  });
  const own = await enrolled({ userdata }, '#!/bin/sh\necho mine\n');
  expect((await boot(own.id, 'user-data')).body).toBe('#!/bin/sh\necho mine\n');
});

test('meta-data names the machine and its instance, and network-config has the allocated address', async () => {
  const { id, name, device } = await enrolled();
  expect(parse(String((await boot(id, 'meta-data')).body))).toEqual({
    'instance-id': expect.stringMatching(/^iid-/),
    'local-hostname': name,
  });
  expect(parse(String((await boot(id, 'network-config')).body))).toMatchObject({
    version: 2,
    ethernets: { primary: { match: { macaddress: id }, addresses: [`${device.address.ip_address}/32`] } },
  });
  expect(await boot(id, 'vendor-data')).toMatchObject({ status: 200, body: '' });
});

test('what a pool says of its network is what its machines are told, in templates too, from the next boot on', async () => {
  const { id, pool, device } = await enrolled({
    userdata: '{{address}}/{{prefix_length}} via {{gateway}}, {{dns}}',
  });
  const { ip_address: address } = device.address;
  const lan = async (network: object) => {
    const changed = await call(patchPool, 'PATCH /api/pools/{id}', { params: { id: pool }, body: { network } });
    expect(changed.status).toBe(200);
    const { body } = await boot(id, 'network-config');
    return parse(String(body)).ethernets.primary;
  };
  const gateway = address.replace(/\d+$/, '254');
  expect(await lan({ prefix_length: 24, gateway, dns: ['10.0.0.53', '2001:db8::53'], vlan: 7 })).toEqual({
    match: { macaddress: id },
    dhcp4: false,
    addresses: [`${address}/24`],
    routes: [{ to: '0.0.0.0/0', via: gateway }],
    nameservers: { addresses: ['10.0.0.53', '2001:db8::53'] },
  });
  expect((await boot(id, 'user-data')).body).toBe(`${address}/24 via ${gateway}, 10.0.0.53, 2001:db8::53`);
  expect(await lan({ prefix_length: 16 })).toEqual({
    match: { macaddress: id },
    dhcp4: false,
    addresses: [`${address}/16`],
  });
});

test("iPXE runs the rule's script, or goes on to the next boot device", async () => {
  const { id } = await enrolled({ ipxe: '#!ipxe\nkernel http://x/{{mac}}\nboot\n' });
  expect((await boot(id, 'ipxe')).body).toBe(`#!ipxe\nkernel http://x/${id}\nboot\n`);
  expect((await boot((await enrolled()).id, 'ipxe')).body).toBe('#!ipxe\nexit\n');
});

test('a wrong secret, no secret, an unknown device and an unknown file are all not there', async () => {
  const { id } = await enrolled();
  const answers = [
    await boot(id, 'user-data', 'wrong'),
    await boot(given.mac(), 'user-data'),
    await boot(id, 'passwd'),
    await call(open as never, 'GET /boot/{id}/{file}', { params: { id, file: 'user-data' } }),
  ];
  for (const { status, body } of answers)
    expect({ status, body }).toMatchObject({ status: 404, body: { code: 'boot.unknown' } });
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
});
