import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const depcruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** For each rule: a file, which is made or is there already, and a file of the tree that it must not import. */
const BREAKS: Record<string, (readonly [file: string, imports: string])[]> = {
  'no-cycles': [['lib/core/errors.ts', '#lib/core/etag']],
  'core-imports-nothing-of-ours': [['lib/core/c.ts', '#lib/db/keys']],
  'db-knows-no-area': [['lib/db/table.ts', '#lib/pools/model']],
  'http-knows-no-area-but-who-calls-and-which-call': [['lib/http/serve.ts', '#lib/pools/service']],
  'events-know-core-alone': [['events/stream.ts', '#lib/pools/model']],
  'handlers-see-services-and-shapes': [
    ['functions/pools/get-pool.ts', '#lib/pools/repository/pools'],
    ['functions/compute/get-compute-cluster.ts', '#lib/compute/repository'],
    ['functions/cloud/get-machine.ts', '#lib/db/table'],
  ],
  'no-area-depends-on-functions': [['lib/cloud/states.ts', '#functions/pools/get-pool']],
  'shapes-are-pure': [
    ['lib/cloud/endpoints.ts', '#lib/cloud/service/machines'],
    ['lib/pools/model.ts', '#lib/pools/service'],
    ['lib/monitor/endpoints/servers.ts', '#lib/monitor/repository/servers'],
    ['lib/monitor/model/server.ts', '#lib/monitor/service'],
    ['lib/compute/model.ts', '#lib/compute/repository'],
  ],
  'table-through-the-repository': [
    ['lib/ztp/service.ts', '#lib/db/table'],
    ['lib/cloud/service/machines.ts', '#lib/db/keys'],
    ['lib/events/service.ts', '#lib/db/table'],
  ],
  'outcomes-instead-of-refused-conditions': [
    ['lib/cloud/service/clusters.ts', '#lib/db/errors'],
    ['lib/compute/service.ts', '#lib/db/errors'],
    ['lib/pools/service/allocate.ts', '#lib/db/errors'],
    ['lib/outbox/service.ts', '#lib/db/errors'],
    ['lib/http/serve.ts', '#lib/db/errors'],
    ['functions/ztp/check-device.ts', '#lib/db/errors'],
  ],
  'repositories-know-models-alone': [
    ['lib/monitor/repository/servers.ts', '#lib/monitor/service'],
    ['lib/cloud/repository/machines.ts', '#lib/cloud/service/clusters'],
    ['lib/compute/repository.ts', '#lib/compute/endpoints'],
  ],
  'repositories-behind-their-service': [
    ['lib/pools/resource-state.ts', '#lib/pools/repository/resources'],
    ['lib/compute/quota.ts', '#lib/compute/repository'],
  ],
  'areas-meet-in-service-or-model': [
    ['lib/compute/service.ts', '#lib/pools/repository/pools'],
    ['lib/ztp/service.ts', '#lib/cloud/service/machines'],
    ['lib/monitor/state.ts', '#lib/pools/ip-ranges'],
  ],
  'the-page-sees-shapes-and-the-client': [['web/src/core/api.ts', '#lib/pools/model']],
  'graphql-sees-services': [
    ['lib/graphql/schema.ts', '#lib/pools/repository/pools'],
    ['lib/graphql/schema.ts', '#lib/compute/repository'],
  ],
  'tools-are-nobodys-business': [['lib/auth/token.ts', '#tools/local/stack']],
};

const SOURCES = ['lib', 'tools', 'functions', 'events', 'web'];

const folder = mkdtempSync(join(tmpdir(), 'muster-layers-'));

/** Adds the import to a copy of the file, or makes one. */
const plant = (file: string, imports: string): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  appendFileSync(join(folder, file), `\nimport '${imports}';\n`);
};

const fileOf = (imports: string): string => `${imports.slice(1)}.ts`;

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

/** What the copy breaks: which rule, in which file, by importing which. */
const cruise = async (): Promise<{ rule: string; from: string; to: string }[]> => {
  const args = [depcruise, '--config', '.dependency-cruiser.json', '--output-type', 'json', ...SOURCES];
  const options = { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 2 ** 27 };
  const { stdout } = await promisify(execFile)(process.execPath, args, options).catch((error) => error);
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ from, to, rule }) => ({ rule: rule.name, from, to }));
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each rule of the layers has a file here that breaks it', () => {
  const { forbidden } = JSON.parse(readFileSync(join(ROOT, '.dependency-cruiser.json'), 'utf8')) as {
    forbidden: { name: string }[];
  };
  expect(Object.keys(BREAKS).sort()).toEqual(forbidden.map(({ name }) => name).sort());
});

test('a file that breaks a rule is refused under the name of that rule, whatever the layers are called', async () => {
  for (const each of ['.dependency-cruiser.json', 'package.json', ...SOURCES])
    cpSync(join(ROOT, each), join(folder, each), { recursive: true });
  for (const [file, imports] of Object.values(BREAKS).flat()) {
    expect(existsSync(join(ROOT, fileOf(imports)))).toBe(true);
    plant(file, imports);
  }
  const broken = await cruise();
  for (const [rule, planted] of Object.entries(BREAKS))
    for (const [file, imports] of planted)
      expect({ file, imports, broken }).toEqual({
        ...{ file, imports },
        broken: expect.arrayContaining([{ rule, from: file, to: fileOf(imports) }]),
      });
});

test('a layer has its one name, which the rules know: no `machines-service.ts`, no `pool-repository.ts`', () => {
  const named = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' });
  expect(named.filter((file) => /[a-z]-?(repositor(y|ies)|services?)\.ts$/.test(file))).toEqual([]);
});
