import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that some tests need and npm does not bring, with the Debian package of each. */
export const DEBIAN_PACKAGES = {
  busybox: 'busybox-static',
  chromium: 'chromium',
  'cloud-init': 'cloud-init',
  curl: 'curl',
  dash: 'dash',
  fping: 'fping',
  java: 'openjdk-17-jre-headless',
  'linux-image': 'linux-image-cloud-amd64',
  openssl: 'openssl',
  ping: 'iputils-ping',
  'qemu-system-x86_64': 'qemu-system-x86',
} as const;

export type Tool = keyof typeof DEBIAN_PACKAGES;

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where a program is on the `PATH`, or undefined. */
export const pathOf = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);

const MARK = /\(needs ([\w-]+)\)/g;

/** The name of a test that is skipped, from which the end of the run knows why. */
export const skippedFor = (tools: readonly Tool[], name: string): string =>
  `${name} ${tools.map((tool) => `(needs ${tool})`).join(' ')}`;

/** What a test was skipped for, from its full name. */
export const neededBy = (fullName: string): Tool[] =>
  [...fullName.matchAll(MARK)].flatMap(([, tool = '']) => (tool in DEBIAN_PACKAGES ? [tool as Tool] : []));

/** Says once what was skipped and which package brings the program; undefined when nothing was. */
export const summaryOf = (skipped: readonly string[]): string | undefined => {
  const tests = new Map<Tool, number>();
  for (const tool of skipped.flatMap(neededBy)) tests.set(tool, (tests.get(tool) ?? 0) + 1);
  if (tests.size === 0) return undefined;
  const lines = [...tests].sort().map(([tool, count]) => `  ${tool}: ${count} ${count === 1 ? 'test' : 'tests'}`);
  const packages = [...tests.keys()].sort().map((tool) => DEBIAN_PACKAGES[tool]);
  return `Skipped, because this machine lacks a program that they need:\n${lines.join('\n')}\nOn Debian: apt-get install ${packages.join(' ')}`;
};
