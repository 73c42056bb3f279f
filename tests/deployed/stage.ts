import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Resource } from '#support/packaged';

const require = createRequire(import.meta.url);
const serverless = join(dirname(require.resolve('serverless/package.json')), 'bin/serverless.js');

/** CloudWatch alarms over the sum of several metrics, which the emulator does not know. */
const NOT_EMULATED = ['TableErrors', 'TableThrottled'];

type Resources = Record<string, Resource>;

export interface StageOptions {
  /** The packaged bundles and template. */
  home: string;
  /** Where AWS is. */
  env: Record<string, string>;
  /** Settings of the functions, instead of those that they were packaged with. */
  settings: Record<string, string>;
  /** Properties of the table's resource that another stage would have. */
  table?: Partial<Resource>;
}

const adapted = (resources: Resources, { settings, table = {} }: StageOptions): void => {
  for (const id of NOT_EMULATED) {
    if (!(id in resources)) throw new Error(`There is no alarm ${id} any more; leave it out of NOT_EMULATED.`);
    delete resources[id];
  }
  Object.assign(resources.Table as Resource, table);
  for (const { Type, Properties } of Object.values(resources))
    if (Type === 'AWS::Lambda::Function') Object.assign(Properties.Environment.Variables, settings);
};

/** A copy of the package for the emulator: what it has no notion of is left out, and settings are those of this check. */
const copyOf = (options: StageOptions): string => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-package-'));
  cpSync(options.home, folder, { recursive: true });
  const change = (name: string, resourcesIn: (content: never) => Resources) => {
    const content = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    adapted(resourcesIn(content as never), options);
    writeFileSync(join(folder, name), JSON.stringify(content));
  };
  change('cloudformation-template-update-stack.json', ({ Resources }: { Resources: Resources }) => Resources);
  change(
    'serverless-state.json',
    (state: { service: { provider: { compiledCloudFormationTemplate: { Resources: Resources } } } }) =>
      state.service.provider.compiledCloudFormationTemplate.Resources,
  );
  return folder;
};

const run = async (args: string[], env: Record<string, string>): Promise<string> => {
  // Settings of ours in the shell would be another stage's; what is not set has its default.
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [serverless, ...args, '--stage', 'dev'], {
    env: {
      ...{ PATH, HOME, TMPDIR, MUSTER_RUN: 'package', SLS_TELEMETRY_DISABLED: '1', CI: 'true' },
      ...{ SERVICE_MANAGER_URL: 'https://manager.example.org', ...env },
    },
    maxBuffer: 64 * 1024 * 1024,
  }).catch(({ stdout, stderr }: { stdout: string; stderr: string }) => {
    throw new Error(`serverless ${args[0]} failed: ${stdout}${stderr}`);
  });
  return stdout;
};

/** Deploys the package as `serverless deploy` does, and gives the id of the API. @throws Error when that fails. */
export const deploy = async (options: StageOptions): Promise<string> => {
  const folder = copyOf(options);
  try {
    const said = await run(['deploy', '--package', folder], options.env);
    const [, id] = /https:\/\/(\w+)\.execute-api\./.exec(said) ?? [];
    if (id === undefined) throw new Error(`serverless deploy has not told the address of the API: ${said}`);
    return id;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Removes the stage as `serverless remove` does. */
export const remove = (env: Record<string, string>): Promise<string> => run(['remove'], env);
