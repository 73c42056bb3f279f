interface Sent {
  headers: Readonly<Record<string, string | undefined>>;
}

const isOwn = (origin: string, host: string | undefined): boolean => {
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
};

/**
 * Whether a page of another origin sent a request. A browser says so in `Sec-Fetch-Site` (Fetch Metadata, W3C), which no
 * page can forge; older ones send `Origin` alone. `same-site` is foreign as well: every port of `localhost` is one site.
 */
export const isForeign = ({ headers }: Sent, allowed: readonly string[]): boolean => {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && allowed.includes(origin)) return false;
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return origin !== undefined && !isOwn(origin, host);
};
