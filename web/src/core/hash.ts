export interface Route {
  /** Decoded parts: `#/servers/a%2Fb?range=day` is `['servers', 'a/b']`. */
  path: string[];
  query: Record<string, string>;
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** Reads the part of an address after `#`. */
export const parseHash = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  return {
    path: path.split('/').filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
};
