import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openCheckpoints } from '#tools/local/checkpoints';

const folder = mkdtempSync(join(tmpdir(), 'muster-checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each reader goes on where it was, after a restart too', () => {
  const file = join(folder, 'stream.json');
  const checkpoints = openCheckpoints(file);
  checkpoints.set('exec', '12');
  checkpoints.set('counters', '7');
  const again = openCheckpoints(file);
  expect([again.get('exec'), again.get('counters'), again.get('nobody')]).toEqual(['12', '7', undefined]);
  expect(readdirSync(folder)).toEqual(['stream.json']);
});

test('a file that cannot be read is as good as none', () => {
  const file = join(folder, 'broken.json');
  writeFileSync(file, '{"exec": ');
  expect(openCheckpoints(file).get('exec')).toBeUndefined();
});
