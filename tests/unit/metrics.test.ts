import { expect, test } from '@jest/globals';
import { count, measure, metered } from '#lib/core/metrics';
import { line, written } from '#support/emf';

process.env.METRICS = 'on';

test('invocations that overlap in one process do not mix', async () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const long = metered(async () => {
    count('AddressesAllocated');
    await opened;
    count('AddressesAllocated', 2);
    measure('SweepLag', 7);
  });
  const short = metered(() => count('Replays'));
  const lines = await written(async () => {
    const running = long();
    await short();
    open();
    await running;
  });
  expect(lines).toEqual([line('local', { Replays: 1 }), line('local', { AddressesAllocated: [1, 2], SweepLag: 7 })]);
});

test('an invocation that fails writes what it has measured, and fails as it would have', async () => {
  const failing = metered(async () => {
    count('Replays');
    throw new Error('broken');
  });
  const lines = await written(() => expect(failing()).rejects.toThrow('broken'));
  expect(lines).toEqual([line('local', { Replays: 1 })]);
});

test('nothing is written for nothing, nor outside of an invocation', async () => {
  const idle = metered((n: number) => count('ServersLost', n));
  expect(await written(() => idle(0))).toEqual([]);
  expect(await written(async () => count('Replays'))).toEqual([]);
});
