import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { parse } from 'yaml';
import { type Bench, median, type Row } from './harness.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BARE = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
export const handler = () => [DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-central-1' })), GetCommand, PutCommand, QueryCommand, UpdateCommand];`;

const untagged = { customTags: [] as never[], logLevel: 'silent' as const };

/** The handler files of all functions, as `serverless.yml` names them. */
const handlers = (): string[] => {
  const { functions } = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'), untagged) as { functions: string[] };
  return functions
    .map((include) => include.replace(/^\$\{file\(|\)\}$/g, ''))
    .flatMap((file) =>
      Object.values(
        (parse(readFileSync(join(ROOT, file), 'utf8'), untagged) ?? {}) as Record<string, { handler: string }>,
      ),
    )
    .map(({ handler }) => handler.replace(/\.handler$/, '.ts'));
};

/** Bundles as packaging does; `plain` leaves the SDK as it comes. */
const bundle = async (source: string, outfile: string, { plain = false } = {}): Promise<void> => {
  const { custom } = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'), untagged) as {
    custom: { esbuild: BuildOptions };
  };
  const { format, target, mainFields, banner, alias } = custom.esbuild;
  await build({
    entryPoints: [join(ROOT, source)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format,
    target,
    mainFields,
    banner,
    alias: plain ? {} : alias,
    absWorkingDir: ROOT,
  } as BuildOptions);
};

/** Milliseconds that a fresh Node takes to import a file; its own start does not count. */
const importMs = (file: string): number =>
  Number(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const t = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - t); process.exit(0)`,
      ],
      { encoding: 'utf8', env: { ...process.env, AWS_REGION: 'eu-central-1' } },
    ),
  );

export const benches: Bench[] = [
  {
    name: 'Cold start: import time of each bundle, beside a bundle of the SDK document client alone',
    async run({ small }) {
      const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
      const rounds = small ? 2 : 9;
      try {
        const bareSource = join(ROOT, 'bench/.bare.ts');
        writeFileSync(bareSource, BARE);
        const bare = join(folder, 'bare.mjs');
        await bundle('bench/.bare.ts', bare, { plain: true }).finally(() => rmSync(bareSource));
        const files: { source: string; out: string; times: number[] }[] = [];
        for (const source of small ? handlers().slice(0, 3) : handlers()) {
          const out = join(folder, `${source.replaceAll('/', '-')}.mjs`);
          await bundle(source, out);
          files.push({ source, out, times: [] });
        }
        const bareTimes: number[] = [];
        for (let n = 0; n < rounds; n += 1) {
          bareTimes.push(importMs(bare));
          for (const file of files) file.times.push(importMs(file.out));
        }
        return files.map(({ source, out, times }): Row => {
          const ratio = median(times) / median(bareTimes);
          const kB = Math.round(statSync(out).size / 1000);
          return {
            figure: `${source.replace('functions/', '').replace('.ts', '')} (${kB} kB, ${basename(bare, '.mjs')} beside)`,
            unit: 'ms',
            median: median(times),
            rawMedian: median(bareTimes),
            ratio,
            aim: 'ratio at most 1.25',
            met: ratio <= 1.25,
          };
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
];
