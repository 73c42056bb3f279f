import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, toolIn, withStack } from './stack.ts';

/**
 * `npm run check:api [seconds]`: what the OpenAPI document promises, tried on the running stack by schemathesis, once in
 * each `AUTH` mode. It makes requests from the document alone, good and bad ones, and follows the links from one answer
 * to the next call. What it is not asked for stands in `schemathesis.toml`, with its reasons.
 */
const SECONDS = process.argv[2] ?? '60';
const TOOL = toolIn('schemathesis', 'bin/st');
const env = { SCHEMATHESIS_HOOKS: fileURLToPath(new URL('schemathesis_hooks.py', import.meta.url)) };
const CONFIG = fileURLToPath(new URL('schemathesis.toml', import.meta.url));

const check = (auth: 'open' | 'token'): Promise<number> =>
  withStack(auth, async ({ url, token }) => {
    console.log(`\nAUTH=${auth}`);
    // It leaves notes where it runs.
    const cwd = mkdtempSync(join(tmpdir(), 'muster-api-'));
    const asked = ['--max-time', SECONDS, '-H', `Authorization: Token ${token}`];
    const code = await run(TOOL, ['--config-file', CONFIG, 'run', `${url}/openapi.json`, ...asked], { cwd, env });
    rmSync(cwd, { recursive: true, force: true });
    return code;
  });

const codes = [await check('open'), await check('token')];
process.exitCode = Math.max(...codes);
