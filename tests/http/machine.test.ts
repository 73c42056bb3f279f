import { expect } from '@jest/globals';
import { testWith } from '#support/tools';

/** A real machine, without KVM where there is none: so slow, and so worth it. */
testWith('qemu-system-x86_64')(
  'a machine boots from Muster over iPXE, has its address and its name, is monitored, and is retired',
  async () => {
    const { runMachine } = await import('#tools/demo/machine');
    const { hostname, device, told } = await runMachine(() => {});
    expect(hostname).toBe('demo-1');
    expect(device).toMatchObject({
      state: 'ENROLLED',
      address: { ip_address: '127.0.0.53' },
      server: { status: 'UP' },
    });
    const tale = told.join('\n');
    for (const what of ['registered', 'was enrolled by rule demo', 'machine: hostname demo-1', 'is UP', 'was retired'])
      expect(tale).toContain(what);
  },
  900_000,
);
