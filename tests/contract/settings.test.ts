import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Settings } from '#lib/core/settings';
import { readYaml } from '#support/functions-yml';
import { DeployOptions } from '#tools/deploy/options';
import { Options } from '#tools/local/options';

const settings = Object.keys(Settings.shape);

/** The first column of the tables in the manual's page of settings. */
const documented = (): string[] => {
  const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8');
  return [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name = '']) => name);
};

test('a deployed function is handed every setting and nothing else', () => {
  const handed = Object.keys(readYaml('resources/environment.yml') as object);
  expect(handed.sort()).toEqual([...settings, 'POWERTOOLS_LOG_LEVEL'].sort());
});

/** Settings of the deploying shell that `resources/watching.cjs` reads. */
const ofDeploying = ['ALARM_EMAIL', 'TRACING'];

test('the page of settings has every setting of the functions, of deploying and of the local stack, once', () => {
  const others = [Options, DeployOptions].flatMap(({ shape }) => Object.keys(shape));
  const all = new Set([...settings, ...others, 'POWERTOOLS_LOG_LEVEL', ...ofDeploying]);
  expect(documented().sort()).toEqual([...all].sort());
});
