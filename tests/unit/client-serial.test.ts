import { expect, test } from '@jest/globals';
import { macOf, routeTo } from '../../client/route.ts';
import { cpuinfoSerial, ioregSerial, realSerial } from '../../client/serial.ts';

const CPUINFO = `processor	: 3
model name	: ARMv7 Processor rev 4 (v7l)
CPU revision	: 4

Hardware	: BCM2835
Revision	: a02082
Serial		: 00000000b7b9cb2d
Model		: Raspberry Pi 3 Model B Rev 1.2
`;

const IOREG = `+-o MacBookPro18,3  <class IOPlatformExpertDevice, id 0x100000268>
    {
      "IOPlatformSerialNumber" = "C02XL0GTJGH5"
      "IOPlatformUUID" = "01234567-89AB-CDEF-0123-456789ABCDEF"
    }
`;

test("reads the serial number of an ARM board's CPU", () => {
  expect(cpuinfoSerial(CPUINFO)).toBe('00000000b7b9cb2d');
  expect(cpuinfoSerial(CPUINFO.replace('00000000b7b9cb2d', '0000000000000000'))).toBeUndefined();
  expect(cpuinfoSerial('processor : 0\nvendor_id : AuthenticAMD\n')).toBeUndefined();
});

test('reads the serial number of a Mac', () => {
  expect(ioregSerial(IOREG)).toBe('C02XL0GTJGH5');
  expect(ioregSerial('')).toBeUndefined();
});

test.each([
  '',
  ' \n',
  'None',
  'N/A',
  'Default string',
  'To Be Filled By O.E.M.',
  'System Serial Number',
  'Not Specified',
  '0000000000',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '..............',
])('%j is no serial number', (text) => {
  expect(realSerial(text)).toBeUndefined();
});

test.each([
  ['CZ1234ABCD\n', 'CZ1234ABCD'],
  ['10000000abcdef01\0', '10000000abcdef01'],
  ['Non-1', 'Non-1'],
])('%j is the serial number %s', (text, serial) => {
  expect(realSerial(text)).toBe(serial);
});

test('finds the MAC address by the address of its interface', () => {
  const info = { netmask: '255.255.255.0', family: 'IPv4', internal: false, cidr: null } as const;
  const interfaces = {
    lo: [{ ...info, address: '127.0.0.1', mac: '00:00:00:00:00:00', internal: true }],
    eth0: [{ ...info, address: '10.0.0.5', mac: '52:54:00:AB:CD:EF' }],
    tun0: [{ ...info, address: '10.8.0.2', mac: '00:00:00:00:00:00' }],
  };
  expect(macOf('10.0.0.5', interfaces)).toBe('52:54:00:ab:cd:ef');
  expect(macOf('10.8.0.2', interfaces)).toBeUndefined();
  expect(macOf('10.9.9.9', interfaces)).toBeUndefined();
});

test('a machine that has loopback alone has no address to register', async () => {
  const toward = async (address: string) => {
    if (address !== '127.0.0.1') throw new Error('ENETUNREACH');
    return address;
  };
  const route = routeTo(new URL('http://127.0.0.1:3000'), { toward });
  expect(await route).toEqual({ ip: undefined, mac: undefined });
});
