import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { hostName, metaData, networkConfig } from '#lib/fleet/boot';

test.each([
  ['web-1', 'web-1'],
  ['rack 3, slot 7', 'rack-3-slot-7'],
  ['52:54:00:12:34:56', '52-54-00-12-34-56'],
  ['機械', 'localhost'],
  ['-a.', 'a'],
])('%j is the host %s', (name, host) => {
  expect(hostName(name)).toBe(host);
});

test.each(['web-1', 'yes', '1e5', '0x10', 'null', 'a: b'])('meta-data has the name %j as text', (name) => {
  expect(parse(metaData({ instanceId: 'iid-1', name }))).toEqual({
    'instance-id': 'iid-1',
    'local-hostname': hostName(name),
  });
});

test('network-config gives the interface of the device its address, its gateway and its name servers', () => {
  const network = { prefix_length: 24, gateway: '10.0.0.254', dns: ['10.0.0.53', '2001:db8::53'] };
  expect(parse(networkConfig({ mac: '52:54:00:12:34:56', address: '10.0.0.5', network }))).toEqual({
    version: 2,
    ethernets: {
      primary: {
        match: { macaddress: '52:54:00:12:34:56' },
        dhcp4: false,
        addresses: ['10.0.0.5/24'],
        routes: [{ to: '0.0.0.0/0', via: '10.0.0.254' }],
        nameservers: { addresses: ['10.0.0.53', '2001:db8::53'] },
      },
    },
  });
});

test('without a network an address stands alone, and IPv6 has its own default route', () => {
  const config = (address: string, gateway?: string) =>
    parse(networkConfig({ mac: undefined, address, network: { ...(gateway && { gateway }) } })).ethernets.primary;
  expect(config('10.0.0.5')).toEqual({ match: { name: 'e*' }, dhcp4: false, addresses: ['10.0.0.5/32'] });
  expect(config('2001:db8::5', 'fe80::1')).toMatchObject({
    addresses: ['2001:db8::5/128'],
    routes: [{ to: '::/0', via: 'fe80::1' }],
  });
});

test('a device without an address asks by DHCP', () => {
  expect(parse(networkConfig({ mac: '52:54:00:12:34:56', address: undefined, network: {} })).ethernets.primary).toEqual(
    {
      match: { macaddress: '52:54:00:12:34:56' },
      dhcp4: true,
    },
  );
});
