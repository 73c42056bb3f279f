import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { declaredFunctions } from '#support/functions-yml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAX_LINES = 200;

const kebabCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'lib', 'functions', 'tools', 'web/src'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.tsx?$/.test(file));

test.each(Object.entries(declaredFunctions()))('%s is in the file of its name', (key, { handler }) => {
  expect(handler).toMatch(new RegExp(`^functions/[a-z]+/${kebabCase(key)}\\.handler$`));
});

test('no file is longer than a reader keeps in mind', () => {
  const long = sources.filter((file) => readFileSync(`${ROOT}/${file}`, 'utf8').split('\n').length > MAX_LINES + 1);
  expect(long).toEqual([]);
});

test('the areas throw what their errors.ts builds, with codes of its union: no sentence stands in a service', () => {
  const areas = /^lib\/(?!core|db|openapi\/generator)/;
  const builds = /\bnew AppError\(|import \{[^}]*\b(notFound|conflict|unavailable)\b[^}]*\} from '#lib\/core\/errors'/;
  const found = sources.filter((file) => areas.test(file) && !file.endsWith('/errors.ts'));
  expect(found.filter((file) => builds.test(readFileSync(`${ROOT}/${file}`, 'utf8')))).toEqual([]);
});

test('no repository or service counts the steps of a transaction: they have names', () => {
  const counts = /\berror\.refusals|TransactionCanceled/;
  const found = sources.filter(
    (file) => !file.startsWith('lib/db/') && counts.test(readFileSync(`${ROOT}/${file}`, 'utf8')),
  );
  expect(found).toEqual([]);
});
