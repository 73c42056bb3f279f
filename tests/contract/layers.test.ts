import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const depcruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** For each rule a file that breaks it, and what that imports. */
const BREAKS: Record<string, [file: string, imports: string]> = {
  'no-cycles': ['lib/core/a.ts', '#lib/core/b'],
  'core-imports-nothing-of-ours': ['lib/core/c.ts', '#lib/db/keys'],
  'db-knows-no-area': ['lib/db/a.ts', '#lib/pools/model'],
  'http-knows-no-area-but-who-calls-and-which-call': ['lib/http/a.ts', '#lib/pools/service'],
  'events-know-core-alone': ['events/a.ts', '#lib/pools/model'],
  'handlers-see-services-and-shapes': ['functions/pools/a.ts', '#lib/pools/repository'],
  'no-area-depends-on-functions': ['lib/cloud/a.ts', '#functions/pools/b'],
  'shapes-are-pure': ['lib/cloud/endpoints.ts', '#lib/cloud/service'],
  'table-through-the-repository': ['lib/ztp/service.ts', '#lib/db/table'],
  'repositories-know-models-alone': ['lib/monitor/repository/servers.ts', '#lib/monitor/service'],
  'areas-meet-in-service-or-model': ['lib/compute/service.ts', '#lib/pools/repository'],
  'the-page-sees-shapes-and-the-client': ['web/src/core/a.ts', '#lib/pools/model'],
  'graphql-sees-services': ['lib/graphql/a.ts', '#lib/pools/repository'],
  'local-is-nobodys-business': ['lib/auth/a.ts', '#tools/local/stack'],
};

const folder = mkdtempSync(join(tmpdir(), 'muster-layers-'));

const write = (file: string, content: string): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
};

/** The names of the rules that the files in the folder break, by file. */
const cruise = async (): Promise<Record<string, string[]>> => {
  const args = [
    depcruise,
    '--config',
    '.dependency-cruiser.json',
    '--output-type',
    'json',
    'lib',
    'tools',
    'functions',
    'events',
    'web',
  ];
  const options = { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' } };
  const { stdout } = await promisify(execFile)(process.execPath, args, options).catch((error) => error);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const broken: Record<string, string[]> = {};
  for (const { from, rule } of summary.violations) broken[from] = [...(broken[from] ?? []), rule.name];
  return broken;
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each rule of the layers has a file here that breaks it', () => {
  const { forbidden } = JSON.parse(readFileSync(join(ROOT, '.dependency-cruiser.json'), 'utf8')) as {
    forbidden: { name: string }[];
  };
  expect(Object.keys(BREAKS).sort()).toEqual(forbidden.map(({ name }) => name).sort());
});

test('a file that breaks a rule is refused under the name of that rule', async () => {
  for (const file of ['.dependency-cruiser.json', 'package.json']) cpSync(join(ROOT, file), join(folder, file));
  for (const [, imports] of Object.values(BREAKS)) write(`${imports.slice(1)}.ts`, 'export const there = 1;\n');
  for (const [file, imports] of Object.values(BREAKS))
    write(file, `import { there } from '${imports}';\nexport const here = there;\n`);
  write('lib/core/b.ts', "import { here } from '#lib/core/a';\nexport const there = () => here;\n");
  const broken = await cruise();
  for (const [rule, [file]] of Object.entries(BREAKS))
    expect({ file, rules: broken[file] ?? [] }).toEqual({ file, rules: expect.arrayContaining([rule]) });
});
