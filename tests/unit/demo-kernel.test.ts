import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findKernel, loadOrder } from '#tools/demo/kernel';

const DEPENDENCIES = `kernel/net/core/failover.ko.xz:
kernel/drivers/net/net_failover.ko.xz: kernel/net/core/failover.ko.xz
kernel/drivers/virtio/virtio_ring.ko.xz:
kernel/drivers/virtio/virtio.ko.xz: kernel/drivers/virtio/virtio_ring.ko.xz
kernel/drivers/net/virtio-net.ko.xz: kernel/drivers/net/net_failover.ko.xz kernel/net/core/failover.ko.xz kernel/drivers/virtio/virtio.ko.xz kernel/drivers/virtio/virtio_ring.ko.xz
`;

test('modules are loaded after those that they need, each once; what is no module is left out', () => {
  expect(loadOrder(DEPENDENCIES, ['virtio', 'af_packet', 'virtio_net'])).toEqual([
    'kernel/drivers/virtio/virtio_ring.ko.xz',
    'kernel/drivers/virtio/virtio.ko.xz',
    'kernel/net/core/failover.ko.xz',
    'kernel/drivers/net/net_failover.ko.xz',
    'kernel/drivers/net/virtio-net.ko.xz',
  ]);
});

test('the newest kernel that has modules is booted', () => {
  const root = mkdtempSync(join(tmpdir(), 'muster-kernels-'));
  const [boot, modules] = [join(root, 'boot'), join(root, 'modules')];
  expect(findKernel(boot, modules)).toBeUndefined();
  mkdirSync(boot);
  for (const version of ['6.1.0-9-amd64', '6.1.0-56-amd64', '6.12.0-1-amd64'])
    writeFileSync(join(boot, `vmlinuz-${version}`), '');
  for (const version of ['6.1.0-9-amd64', '6.1.0-56-amd64']) {
    mkdirSync(join(modules, version), { recursive: true });
    writeFileSync(join(modules, version, 'modules.dep'), '');
  }
  expect(findKernel(boot, modules)).toEqual({
    image: join(boot, 'vmlinuz-6.1.0-56-amd64'),
    modules: join(modules, '6.1.0-56-amd64'),
  });
  rmSync(root, { recursive: true });
});
