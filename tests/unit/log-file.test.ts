import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { logFile } from '#tools/local/log-file';

const folder = mkdtempSync(join(tmpdir(), 'log-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('appends to what is there', () => {
  const path = join(folder, 'a.log');
  writeFileSync(path, 'before\n');
  logFile(path)('after');
  expect(readFileSync(path, 'utf8')).toBe('before\nafter\n');
});

test('starts anew past 10 MB and keeps the last file', () => {
  const path = join(folder, 'b.log');
  writeFileSync(path, 'x'.repeat(10_000_001));
  const write = logFile(path);
  write('first of the new one');
  write('second');
  expect(readFileSync(path, 'utf8')).toBe('first of the new one\nsecond\n');
  expect(readFileSync(`${path}.1`, 'utf8')).toHaveLength(10_000_001);
});
