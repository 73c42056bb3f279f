import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { parse } from 'yaml';
import { httpEvent } from '#support/call';
import { type Bench, figure, median, type Row } from './harness.ts';

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
    custom: { esbuild: BuildOptions & { exclude: string[] } };
  };
  const { format, target, mainFields, banner, alias, exclude } = custom.esbuild;
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
    external: plain ? [] : exclude,
    absWorkingDir: ROOT,
  } as BuildOptions);
};

/** Milliseconds of a processor that a fresh Node takes for some work; its own start does not count. */
const cpuMsOf = (work: string): number => {
  const script = `${work}; const { user, system } = process.cpuUsage(begun); console.log((user + system) / 1000); process.exit(0)`;
  const args = ['--input-type=module', '-e', `const begun = process.cpuUsage(); ${script}`];
  return Number(
    execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, AWS_REGION: 'eu-central-1' } }),
  );
};

const importMs = (file: string): number => cpuMsOf(`await import(${JSON.stringify(file)})`);

/** Calls that are refused early, but after everything that a call needs is there. */
const FIRST_CALLS = [
  { source: 'functions/ztp/check-device.ts', event: httpEvent('GET /ztp/check/{id}', { params: { id: 'nobody' } }) },
  {
    source: 'functions/pools/allocate-resource.ts',
    event: httpEvent('PUT /api/pools/{id}/allocate', { params: { id: 'none' }, body: {} }),
    atMost: 75,
  },
  {
    source: 'functions/graphql/post-graphql.ts',
    event: httpEvent('POST /graphql', { body: { query: '{ __typename }' } }),
    atMost: 130,
  },
  { source: 'functions/auth/start-login.ts', event: httpEvent('GET /token/login/'), atMost: 40 },
];

const firstCallMs = (file: string, event: object): number =>
  cpuMsOf(
    `const { handler } = await import(${JSON.stringify(file)}); await handler(${JSON.stringify(event)}, { awsRequestId: 'a', getRemainingTimeInMillis: () => 60_000 })`,
  );

export const benches: Bench[] = [
  {
    name: 'Cold start: import and first call of a bundle',
    async run({ small }) {
      const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
      try {
        const rows: Row[] = [];
        for (const { source, event, atMost } of FIRST_CALLS) {
          const out = join(folder, `${source.replaceAll('/', '-')}.mjs`);
          await bundle(source, out);
          const ms = median(Array.from({ length: small ? 1 : 9 }, () => firstCallMs(out, event)));
          const aim = atMost === undefined ? undefined : { words: `at most ${atMost}`, met: ms <= atMost };
          rows.push(figure(source.replace('functions/', '').replace('.ts', ''), 'ms of a processor', ms, aim));
        }
        return rows;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
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
            unit: 'ms of a processor',
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
