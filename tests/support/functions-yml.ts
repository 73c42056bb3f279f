import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A function as `functions/<area>/functions.yml` has it. */
export interface DeclaredFunction {
  handler: string;
  timeout?: number;
  permissions?: unknown;
  outward?: boolean;
  events?: Record<string, unknown>[];
}

/** CloudFormation's short forms (`!GetAtt Table.Arn`), kept as text: these tests look at names alone. */
const customTags = ['!GetAtt', '!Sub', '!Ref', '!Join'].map((tag) => ({ tag, resolve: (text: string) => text }));

/** A YAML file of the repository, by its path from the root. */
export const readYaml = (path: string): unknown => parse(readFileSync(`${ROOT}/${path}`, 'utf8'), { customTags });

export const functionFiles = (): string[] =>
  readdirSync(`${ROOT}/functions`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `functions/${name}/functions.yml`)
    .sort();

/** Every function that is deployed, by its key. @throws Error when two files use one key. */
export const declaredFunctions = (): Record<string, DeclaredFunction> => {
  const all: Record<string, DeclaredFunction> = {};
  for (const file of functionFiles())
    for (const [key, declared] of Object.entries(readYaml(file) as Record<string, DeclaredFunction>)) {
      if (key in all) throw new Error(`Two functions have the key ${key}.`);
      all[key] = declared;
    }
  return all;
};

/** The routes of a function: `PUT /api/pools/{id}`, or `*`. */
export const routesOf = ({ events = [] }: DeclaredFunction): string[] =>
  events.flatMap(({ httpApi }) => {
    if (typeof httpApi === 'string') return [httpApi];
    const { method, path } = (httpApi ?? {}) as { method?: string; path?: string };
    return method && path ? [`${method.toUpperCase()} ${path}`] : [];
  });
