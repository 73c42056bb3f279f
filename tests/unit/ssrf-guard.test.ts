import { expect, test } from '@jest/globals';
import { reasonToBlock } from '#lib/core/ssrf-guard';

const deployed = { local: false, allowPrivate: true };

test.each([
  '127.0.0.1',
  '127.255.0.9',
  '0.0.0.0',
  '169.254.169.254',
  '169.254.170.2',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '192.0.0.192',
  '100.100.100.200',
  '::',
  '::1',
  'fe80::1',
  'ff02::1',
  'fd00:ec2::254',
])('%s is never a target of a deployed stage', (address) => {
  expect(reasonToBlock(address, deployed)).toBe('is not an address of another machine');
});

test.each([
  ['mapped', '::ffff:169.254.169.254'],
  ['mapped, in hexadecimal', '::ffff:a9fe:a9fe'],
  ['translated (SIIT)', '::ffff:0:169.254.169.254'],
  ['compatible', '::127.0.0.1'],
  ['NAT64', '64:ff9b::169.254.169.254'],
  ['local NAT64, /96', '64:ff9b:1::169.254.169.254'],
  ['local NAT64, /48', '64:ff9b:1:a9fe:a9:fe00::'],
  ['local NAT64, /56', '64:ff9b:1:a9:fe:a9fe::'],
  ['local NAT64, /64', '64:ff9b:1:0:a9:fea9:fe00::'],
  ['6to4', '2002:a9fe:a9fe::1'],
  ['Teredo, the client', '2001:0:4136:e378:8000:63bf:5601:5601'],
  ['Teredo, the server', '2001:0:a9fe:a9fe::1'],
  ['ISATAP', '2001:db8::5efe:169.254.169.254'],
  ['ISATAP, global', '2001:db8::200:5efe:7f00:1'],
])('an IPv4 address cannot hide in an IPv6 one: %s', (_, address) => {
  expect(reasonToBlock(address, deployed)).toBe('is not an address of another machine');
});

test.each(['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd12::1', '::ffff:10.0.0.1'])(
  '%s is a private target, which a setting allows',
  (address) => {
    expect(reasonToBlock(address, deployed)).toBeUndefined();
    expect(reasonToBlock(address, { local: false, allowPrivate: false })).toBe(
      'is a private address, and PING_PRIVATE is false',
    );
  },
);

test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2002:808:808::1', '64:ff9b::8.8.8.8'])(
  '%s is a target with every setting',
  (address) => {
    expect(reasonToBlock(address, { local: false, allowPrivate: false })).toBeUndefined();
  },
);

test('the local stage calls whatever it is told', () => {
  expect(reasonToBlock('127.0.0.1', { local: true, allowPrivate: false })).toBeUndefined();
});
