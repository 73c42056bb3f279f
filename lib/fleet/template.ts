/** What a template may name, and how each reads in an example. */
export const VARIABLES = ['id', 'name', 'ip', 'address', 'prefix_length', 'gateway', 'dns', 'mac'] as const;
export type Variable = (typeof VARIABLES)[number];
export type Variables = Readonly<Partial<Record<Variable, string>>>;

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

const isVariable = (name: string): name is Variable => (VARIABLES as readonly string[]).includes(name);

/** What a template names that is no variable, each once, in the order in which it appears. */
export const unknownVariables = (template: string): string[] => [
  ...new Set([...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter((name) => !isVariable(name))),
];

/** A template with its variables filled in; one that has no value is empty. */
export const render = (template: string, values: Variables): string =>
  template.replace(PLACEHOLDER, (_, name: string) => (isVariable(name) ? (values[name] ?? '') : ''));
