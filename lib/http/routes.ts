import type { Endpoint } from './endpoint.ts';

const parts = (path: string): string[] => path.split('/').filter(Boolean);

/** The path parameters when a decoded `path` fits the endpoint's, slashes at the end aside; undefined when it does not. */
const matchPath = ({ path: pattern }: Pick<Endpoint, 'path'>, path: string): Record<string, string> | undefined => {
  const wanted = parts(pattern);
  const given = parts(path);
  const rest = wanted.at(-1)?.endsWith('+}') ? wanted.length - 1 : undefined;
  if (rest === undefined ? wanted.length !== given.length : given.length <= rest) return undefined;
  const found: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = i === rest ? given.slice(i).join('/') : (given[i] ?? '');
    if (part.startsWith('{')) found[part.replace(/[{}+]/g, '')] = value;
    else if (part !== value) return undefined;
  }
  return found;
};

/** How many parts of an endpoint's path are fixed: `/ztp/mng/list/` goes before `/ztp/mng/{id}`. */
const fixedParts = ({ path }: Pick<Endpoint, 'path'>): number =>
  parts(path).filter((part) => !part.startsWith('{')).length;

/** The endpoints whose path fits, the most specific first, with their parameters. */
export const endpointsAt = <E extends Pick<Endpoint, 'path' | 'method'>>(endpoints: readonly E[], path: string) =>
  endpoints
    .flatMap((endpoint) => {
      const params = matchPath(endpoint, path);
      return params ? [{ endpoint, params }] : [];
    })
    .sort((a, b) => fixedParts(b.endpoint) - fixedParts(a.endpoint));

/** Whether HEAD may be asked of an endpoint: of a GET, unless that changes something all the same. */
export const takesHead = ({
  method,
  hasSideEffects: changes = false,
}: Pick<Endpoint, 'method' | 'hasSideEffects'>): boolean => method === 'GET' && !changes;

/** The methods that a path takes, for `Allow`: HEAD goes with GET, and OPTIONS always. */
export const allowedMethods = (endpoints: readonly Pick<Endpoint, 'method' | 'hasSideEffects'>[]): string => {
  const methods = endpoints.map(({ method }) => method);
  return [...new Set([...methods, ...(endpoints.some(takesHead) ? ['HEAD'] : []), 'OPTIONS'])].sort().join(', ');
};
