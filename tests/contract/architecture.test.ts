import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${ROOT}/docs/architecture.md`, 'utf8');

const FOLDERS = 'functions|events|lib|tools|web|tests|docs';
const paths = [...page.matchAll(new RegExp(`\`((?:${FOLDERS})/[\\w./-]*)\``, 'g'))].map(([, path = '']) => path);

/** `` `file` (`name`) ``, and further names of the same file: `` (`name`) `` alone. */
const names = [...page.matchAll(/`([\w./-]+\.ts)`[^`\n]*?\(`(\w+)`\)(?:[^`\n]*\(`(\w+)`\))?/g)].flatMap(
  ([, file = '', ...found]) => found.filter(Boolean).map((name) => [file, name] as const),
);

test.each([...new Set(paths)])('%s is there', (path) => {
  expect(existsSync(`${ROOT}/${path}`)).toBe(true);
});

test.each(names)('%s has %s', (file, name) => {
  expect(readFileSync(`${ROOT}/${file}`, 'utf8')).toMatch(
    new RegExp(`export (async )?(const|function|class) ${name}\\b`),
  );
});

test('the page follows calls, with names', () => {
  expect(names.length).toBeGreaterThan(20);
});

test.each(['CONTRIBUTING.md', 'docs/adr/0014-idempotency-of-our-own.md'])(
  'files that %s names are there',
  (document) => {
    const text = readFileSync(`${ROOT}/${document}`, 'utf8');
    const named = [...text.matchAll(new RegExp(`\`((?:${FOLDERS})/[\\w./-]+\\.\\w+|(?:lib|tests)/[\\w/-]+)\``, 'g'))]
      .map(([, path = '']) => path)
      .filter((path) => !path.includes('free') && !path.includes('<'));
    expect(named.filter((path) => !existsSync(`${ROOT}/${path}`))).toEqual([]);
  },
);
