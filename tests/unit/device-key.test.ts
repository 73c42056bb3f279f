import { expect, test } from '@jest/globals';
import { deviceKeyOf } from '#lib/ztp/device-key';

test.each([
  'aa:bb:cc:0d:ee:ff',
  'AA:BB:CC:0D:EE:FF',
  'AA-BB-CC-0D-EE-FF',
  'aabb.cc0d.eeff',
  'AABB:CC0D:EEFF',
  'aabbcc-0deeff',
  'AABBCC0DEEFF',
])('%s is the same device as aa:bb:cc:0d:ee:ff', (spelling) => {
  expect(deviceKeyOf(spelling)).toBe('aa:bb:cc:0d:ee:ff');
});

test.each([
  'aa:bb:cc:dd:ee',
  'aa:bb:cc:dd:ee:fg',
  'aa:bb:cc:dd:ee:ff:00',
  'AABBCCDDEEFF00',
  'CPU-0000000012AB',
  'Rack 3, Slot 7',
  ' AA-BB-CC-DD-EE-FF',
])('%j is no MAC address and stays as it is', (id) => {
  expect(deviceKeyOf(id)).toBe(id);
});
