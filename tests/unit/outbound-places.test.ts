import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Ways out of the process: over the network, or through a program that has one. */
const WAYS = [
  /\bfetch\(|= fetch\b/,
  /\bnew (WebSocket|EventSource|XMLHttpRequest)\b/,
  /from 'node:(http2?|https|net|tls|dgram|dns|child_process)(\/\w+)?'/,
];

/** The files of the functions that have one, and why `lib/core/outbound-http.ts` alone is enough to judge what is called. */
const PLACES: Record<string, string> = {
  'lib/core/outbound-http.ts': 'the one place',
  'lib/core/ip.ts': 'reads addresses, and calls none',
  'lib/core/node-http.ts': 'stands for `node:http` in the bundles, and calls nobody by itself',
  'lib/core/aws/http.ts': 'calls AWS: the table, functions and parameters, at the addresses that settings have',
  'lib/http/client.ts': 'runs at the callers, not in a function',
  'lib/openapi/generator/operation.ts': 'the names of statuses',
  'lib/openapi/generator/problems.ts': 'the names of statuses',
  'lib/openapi/swagger-ui.ts': 'a script that runs in the browser',
  'lib/monitor/probers/http.ts': 'a probe: `judged` judges its addresses, and it connects to no other',
  'lib/monitor/probers/tcp.ts': 'a probe: `onlyTargets` judges its addresses',
  'lib/monitor/probers/ping.ts': 'only reads whether an address is IPv6',
  'lib/monitor/probers/run.ts': 'fping and ping: `onlyTargets` judges their addresses',
};

const sources = ['lib', 'functions', 'events']
  .flatMap((folder) =>
    readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts'));

test('functions have no way out that is not judged', () => {
  const found = sources.filter((file) => {
    const text = readFileSync(`${ROOT}/${file}`, 'utf8');
    return WAYS.some((way) => way.test(text));
  });
  expect(found.sort()).toEqual(Object.keys(PLACES).sort());
});

test('probes and outward calls are judged by the same rules', () => {
  for (const file of ['lib/core/outbound-http.ts', 'lib/monitor/probers/prober.ts', 'lib/monitor/service.ts'])
    expect(readFileSync(`${ROOT}/${file}`, 'utf8')).toMatch(/import \{ reasonToBlock \} from '[^']*ssrf-guard(\.ts)?'/);
});
