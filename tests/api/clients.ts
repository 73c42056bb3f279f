import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, toolIn, withStack } from './stack.ts';

/**
 * `npm run check:clients`: generates the clients that people of Python and TypeScript would, from the document of a
 * running stack, checks the types of the second, and makes ten calls with each.
 */
const LENIENT = '--default-non-nullable=false';
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const python = async (cwd: string, url: string, token: string): Promise<number> => {
  const generate = toolIn('openapi-python-client', 'bin/openapi-python-client');
  // Nobody formats what is thrown away. It takes bytes for a file of CSV, which it does not know by its name.
  const config = 'post_hooks: []\ncontent_type_overrides:\n  text/csv: application/octet-stream\n';
  writeFileSync(join(cwd, 'config.yaml'), config);
  const made = ['generate', '--path', 'openapi.json', '--meta', 'none', '--output-path', 'muster_client'];
  return (
    (await run(generate, [...made, '--config', 'config.yaml', '--fail-on-warning'], { cwd })) ||
    run(toolIn('openapi-python-client', 'bin/python'), [here('ten_calls.py'), url, token], {
      cwd,
      env: { PYTHONPATH: cwd },
    })
  );
};

const typescript = async (cwd: string, url: string, token: string): Promise<number> => {
  const modules = toolIn('openapi-typescript', 'node_modules');
  symlinkSync(modules, join(cwd, 'node_modules'));
  copyFileSync(here('ten-calls.ts'), join(cwd, 'ten-calls.ts'));
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
  const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck'];
  return (
    // What has a default need not be sent.
    (await run(join(modules, '.bin/openapi-typescript'), ['openapi.json', '-o', 'api.d.ts', LENIENT], { cwd })) ||
    (await run(join(modules, '.bin/tsc'), [...strict, '--allowImportingTsExtensions', 'ten-calls.ts'], { cwd })) ||
    run(process.execPath, ['ten-calls.ts', url, token], { cwd })
  );
};

const cwd = mkdtempSync(join(tmpdir(), 'muster-clients-'));
process.exitCode = await withStack('token', async ({ url, token }) => {
  const document = await fetch(`${url}/openapi.json`);
  writeFileSync(join(cwd, 'openapi.json'), await document.text());
  const codes = [await python(cwd, url, token), await typescript(cwd, url, token)];
  return Math.max(...codes);
});
rmSync(cwd, { recursive: true, force: true });
