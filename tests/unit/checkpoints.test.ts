import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { eventually } from '#support/request';
import { openCheckpoints } from '#tools/local/checkpoints';

const folder = mkdtempSync(join(tmpdir(), 'muster-checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each reader goes on where it was, after a restart too', () => {
  const file = join(folder, 'stream.json');
  const checkpoints = openCheckpoints(file);
  checkpoints.set('exec', '12');
  checkpoints.set('counters', '7');
  expect(checkpoints.saved('exec')).toBeUndefined();
  checkpoints.save();
  expect(checkpoints.saved('exec')).toBe('12');
  const again = openCheckpoints(file);
  expect([again.get('exec'), again.get('counters'), again.get('nobody')]).toEqual(['12', '7', undefined]);
  expect(readdirSync(folder)).toEqual(['stream.json']);
});

test('many are written once, without being asked to', async () => {
  const file = join(folder, 'soon.json');
  const checkpoints = openCheckpoints(file, { everyMs: 20 });
  for (let i = 1; i <= 100; i += 1) checkpoints.set('exec', String(i));
  expect(existsSync(file)).toBe(false);
  await eventually(
    async () => checkpoints.saved('exec'),
    (saved) => saved === '100',
  );
  expect(openCheckpoints(file).get('exec')).toBe('100');
  rmSync(file);
  checkpoints.save();
  expect(existsSync(file)).toBe(false);
});

test('a file that cannot be read is as good as none', () => {
  const file = join(folder, 'broken.json');
  writeFileSync(file, '{"exec": ');
  expect(openCheckpoints(file).get('exec')).toBeUndefined();
});
