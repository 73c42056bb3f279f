import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildPage } from '../../web/build.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['lib', 'functions', 'events', 'web', 'resources', 'serverless.yml', 'package-lock.json'];
const CACHE = join(ROOT, 'node_modules/.cache/muster-packages');

/** The settings of the shell that packages: none of the local stack's, and the one that must be there. */
const DEPLOYABLE = {
  ...{ DYNAMODB_ENDPOINT: '', LAMBDA_ENDPOINT: '', SLS_TELEMETRY_DISABLED: '1' },
  SERVICE_MANAGER_URL: 'https://manager.example.org',
};

const require = createRequire(import.meta.url);
const serverless = join(dirname(require.resolve('serverless/package.json')), 'bin/serverless.js');

const run = async (...args: string[]): Promise<string> => {
  // The packager leaves a folder for each function behind.
  const TMPDIR = mkdtempSync(join(tmpdir(), 'muster-package-'));
  const env = { ...process.env, ...DEPLOYABLE, TMPDIR, MUSTER_RUN: 'package', NODE_OPTIONS: '' };
  const options = { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 };
  try {
    return (await promisify(execFile)(process.execPath, [serverless, ...args], options)).stdout;
  } finally {
    rmSync(TMPDIR, { recursive: true, force: true });
  }
};

const filesUnder = (path: string): string[] => {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  const entries = path.includes('.') ? [full] : readdirSync(full, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) =>
    typeof entry === 'string' ? [entry] : entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
};

const digestOfSources = (): string => {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(filesUnder).sort()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
};

/** Makes what `npm run package` makes, once per state of the sources, and gives the folder. */
export const makePackage = async (): Promise<string> => {
  const home = join(CACHE, digestOfSources());
  if (existsSync(home)) return home;
  rmSync(CACHE, { recursive: true, force: true });
  const making = `${home}.unfinished`;
  mkdirSync(making, { recursive: true });
  await buildPage();
  await run('package', '--stage', 'dev', '--package', making);
  renameSync(making, home);
  return home;
};

/** The folder with the packaged bundles and template. */
export const packaged = (): string => process.env.MUSTER_TEST_PACKAGE ?? '';

export interface Resource {
  Type: string;
  DeletionPolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties; a test says what they should be
  Properties: any;
}

/** The resources of the packaged template. */
export const packagedResources = (): Record<string, Resource> => {
  const file = join(packaged(), 'cloudformation-template-update-stack.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Resource> }).Resources;
};

/** The table as a stage would get it, without packaging anything. */
export const tableOf = async (stage: string): Promise<Resource> => {
  const printed = await run('print', '--stage', stage, '--format', 'json', '--path', 'resources.Resources.Table');
  return JSON.parse(printed) as Resource;
};
