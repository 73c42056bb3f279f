import type { Endpoint } from '../../http/endpoint.ts';
import type { Json } from './json.ts';

const parametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => name);

const isBelow = (path: string, at: string): boolean => path === at || path.startsWith(`${at.replace(/\/$/, '')}/`);

/**
 * OpenAPI links from a creation to what can be done with what was created: every operation at its path or below that
 * has the same parameters in its path.
 */
export const linksOf = ({ name, creates }: Endpoint, endpoints: readonly Endpoint[]): Json => {
  if (!creates) return {};
  const { at, by } = creates;
  const known = Object.keys(by).sort().join();
  const next = endpoints.filter(
    (other) => other.name !== name && isBelow(other.path, at) && parametersOf(other.path).sort().join() === known,
  );
  const links = next.map((other) => {
    const wanted = parametersOf(other.path).map((parameter) => [parameter, by[parameter]]);
    return [other.name, { operationId: other.name, parameters: Object.fromEntries(wanted) }];
  });
  return links.length > 0 ? { links: Object.fromEntries(links) } : {};
};
