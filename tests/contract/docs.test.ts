import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import * as keys from '#lib/db/keys';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const markdownIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);

const PAGES = ['README.md', 'CONTRIBUTING.md', ...markdownIn('docs'), ...markdownIn('docs/adr')];

test('the index of the manual leads to every page', () => {
  const index = textOf('docs/README.md');
  const pages = markdownIn('docs').filter((page) => page !== 'docs/README.md');
  expect(pages.filter((page) => !index.includes(`](${page.slice('docs/'.length)})`))).toEqual([]);
});

test.each(PAGES)('links of %s lead to files that are there', (page) => {
  const links = [...textOf(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, link = '']) => link);
  const inside = links.filter((link) => !/^[a-z]+:/.test(link));
  expect(inside.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
});

/** Made by the builders of the keys, so that what the page says is what the table has. */
const PARTITIONS: readonly string[] = [
  keys.callsIn('exec', 'PENDING').partition,
  keys.callsIn('exec', 'SUCCEEDED').partition,
  keys.devices.partition,
  keys.machines.partition,
  keys.addressesIn('{life}', '{shard}' as unknown as number).partition,
  keys.freeResourcesOf('{life}').partition,
  keys.poolKey('').pk,
  keys.servers.partition,
  keys.packKey('{group}', '').pk,
  keys.historyOf('{server}').partition,
  keys.sweepingKey.pk,
  keys.deviceKey('{id}').pk,
  keys.tokenKey('{hash}').pk,
  keys.loginAttemptsKey('address', '{address}').pk,
];

test('docs/scale.md names partitions as the table has them', () => {
  const [, table = ''] = /\n\| partition key .*\n((?:\|.*\n)+)/.exec(textOf('docs/scale.md')) ?? [];
  const rows = table.split('\n').map((row) => row.split('|')[1] ?? '');
  const named = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  expect(named.length).toBeGreaterThan(10);
  expect([...new Set(named)].sort()).toEqual([...PARTITIONS].sort());
});
