import type { FieldError } from '#lib/core/errors';

/** A query as it was sent: each parameter once, and what is wrong with the others. */
export interface SentQuery {
  values: Record<string, string>;
  faults: FieldError[];
}

const ENCODED_BYTES = /(?:%[0-9a-f]{2})+/gi;

const isUtf8 = (query: string): boolean => {
  try {
    for (const [bytes] of query.matchAll(ENCODED_BYTES)) decodeURIComponent(bytes);
    return true;
  } catch {
    return false;
  }
};

/**
 * Reads the query of a request. API Gateway joins parameters of one name with commas, which a value may have as well; so
 * the query is read as it was sent, and a name that comes twice is a fault.
 */
export const readQuery = (rawQueryString: string): SentQuery => {
  const parameters = [...new URLSearchParams(rawQueryString)];
  const names = parameters.map(([name]) => name);
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  const faults = twice.map((path) => ({ path, message: 'must be given only once' }));
  if (!isUtf8(rawQueryString)) faults.push({ path: '', message: 'The query is not UTF-8' });
  return { values: Object.fromEntries(parameters), faults };
};
