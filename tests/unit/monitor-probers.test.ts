import { expect, test } from '@jest/globals';
import { readFping } from '#lib/monitor/probers/fping';
import { readPing } from '#lib/monitor/probers/ping';

test('fping tells a line for each address, among other messages', () => {
  const text = [
    '10.0.0.9: error while sending ping: Invalid argument',
    'ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 10.0.0.7',
    '127.0.0.1 : 0.021 0.042 - 0.043',
    '2001:db8::1 : 35 35.1 36 37',
    '10.0.0.7   : - - - -',
    '10.0.0.8   : 1.00 2.00 3.00 4.00 1.01',
    '',
  ].join('\n');
  expect([...readFping(text, 4)]).toEqual([
    ['127.0.0.1', [0.021, 0.042, 'timeout', 0.043]],
    ['2001:db8::1', [35, 35.1, 36, 37]],
    ['10.0.0.7', Array(4).fill('unreachable')],
    ['10.0.0.8', [1, 2, 3, 4]],
  ]);
});

test('ping tells a line for each answer; one that comes twice counts once', () => {
  const text = `PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.
64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=0.025 ms
64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=9.9 ms (DUP!)
64 bytes from 127.0.0.1: icmp_seq=3 ttl=64 time=0.043 ms
From 10.0.0.1 icmp_seq=4 Destination Host Unreachable

--- 127.0.0.1 ping statistics ---
4 packets transmitted, 2 received, +1 duplicates, 50% packet loss, time 259ms
rtt min/avg/max/mdev = 0.025/0.034/0.043/0.009 ms
`;
  expect(readPing(text, 4)).toEqual([0.025, 'timeout', 0.043, 'unreachable']);
});

test('what says nothing of answers is a loss', () => {
  expect(readPing('ping: connect: Network is unreachable', 2)).toEqual(['unreachable', 'unreachable']);
  expect(readFping('fping: cannot open socket', 2).size).toBe(0);
});
