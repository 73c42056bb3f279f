import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { DEBIAN_PACKAGES, neededBy, skippedFor, summaryOf } from '#support/optional-tools';

test('what was skipped is told once, with the packages that bring it', () => {
  const skipped = [
    skippedFor(['busybox'], 'the client in busybox'),
    skippedFor(['curl'], 'curl gets a list'),
    skippedFor(['busybox', 'curl'], 'the shell client'),
    'a test that somebody skipped by hand',
  ];
  expect(summaryOf(skipped)).toBe(
    'Skipped, because this machine lacks a program that they need:\n  busybox: 2 tests\n  curl: 2 tests\nOn Debian: apt-get install busybox-static curl',
  );
});

test('nothing is told where nothing was skipped for want of a program', () => {
  expect(summaryOf([])).toBeUndefined();
  expect(summaryOf(['a test (needs love)'])).toBeUndefined();
});

test('the name of a skipped test says what it needs', () => {
  expect(neededBy(skippedFor(['java', 'fping'], 'x'))).toEqual(['java', 'fping']);
});

test('CI installs each of them', () => {
  const run = readFileSync('.ci/run', 'utf8');
  for (const [tool, name] of Object.entries(DEBIAN_PACKAGES)) expect(run).toMatch(new RegExp(`\\b${tool}:${name}\\b`));
});
