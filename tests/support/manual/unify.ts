/** What a page shows for a value that differs at each run, and what it was in this run. */
export type Bindings = Map<string, string>;

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z`;
const HASH = '[0-9a-f]{40}';
const SECRET = String.raw`whsec_[\w+/=]+`;
const ADDRESS = String.raw`\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}:[0-9a-f:]*:[0-9a-f]{1,4}`;
const FRACTION = String.raw`\d+\.\d+`;
const TOKEN = new RegExp(`(${UUID}|${HASH}|${SECRET})|(${TIME})|(${ADDRESS})|(${FRACTION})|(\\.\\.\\.)`, 'g');

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/**
 * Whether a command printed what the page shows. Ids, hashes and secrets are variables: they stand for the same value
 * wherever they stand. Times, addresses and fractions stand for any of their kind, and `...` for anything in a line.
 * Gives the bindings, with what this answer added; null when it is another text.
 */
export const unify = (shown: string, printed: string, bound: Bindings = new Map()): Bindings | null => {
  const names: string[] = [];
  const literals = shown.split(TOKEN);
  let pattern = '';
  for (let i = 0; i < literals.length; i += 6) {
    pattern += escaped(literals[i] ?? '');
    const [id, time, address, fraction, anything] = literals.slice(i + 1, i + 6);
    const known = id === undefined ? undefined : bound.get(id);
    if (known !== undefined) pattern += escaped(known);
    else if (id !== undefined) {
      names.push(id);
      pattern += id.startsWith('whsec_') ? `(${SECRET})` : id.length === 40 ? `(${HASH})` : `(${UUID})`;
    } else if (time !== undefined) pattern += `(?:${TIME})`;
    else if (address !== undefined) pattern += `(?:${ADDRESS})`;
    else if (fraction !== undefined) pattern += String.raw`(?:\d+(?:\.\d+)?)`;
    else if (anything !== undefined) pattern += '.*';
  }
  const match = new RegExp(`^${pattern}$`).exec(printed);
  if (!match) return null;
  const added: Bindings = new Map(bound);
  for (const [index, name] of names.entries()) {
    const value = match[index + 1] ?? '';
    if (added.has(name) && added.get(name) !== value) return null;
    added.set(name, value);
  }
  return added;
};

/** A command with the values of this run in place of those that the page shows. */
export const withBindings = (command: string, bound: Bindings): string =>
  [...bound].reduce((text, [shown, value]) => text.replaceAll(shown, value), command);
