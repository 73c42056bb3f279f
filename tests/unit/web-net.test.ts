import * as net from 'node:net';
import { expect, test } from '@jest/globals';
import * as browser from '../../web/src/fleet/net.ts';

const TEXTS = [
  ...['', ' ', '1', '1.2.3', '1.2.3.4', '1.2.3.4.5', '01.2.3.4', '256.1.1.1', '1.2.3.4 ', '0.0.0.0', '255.255.255.255'],
  ...['::', '::1', ':1', '1:', ':::', '1::2::3', '2001:db8::7', '2001:DB8::7', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7'],
  ...[
    '1:2:3:4:5:6:7:8:9',
    '::ffff:1.2.3.4',
    '::1.2.3',
    '1.2.3.4::',
    '12345::',
    'g::',
    'fe80::1]/x[',
    '[::1]',
    '::1/64',
  ],
  ...['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:7:1.2.3.4', '::01.2.3.4', '::256.1.1.1', 'a', '0x1.2.3.4', '1:2:3:4:5:6:7::'],
];

test.each(TEXTS)('browsers and the API agree whether %j is an address', (text) => {
  expect([browser.isIPv4(text), browser.isIPv6(text)]).toEqual([net.isIPv4(text), net.isIPv6(text)]);
});
