import { addressOf } from '#lib/http/client';
import { parseHash } from './core/hash.ts';
import { keptSession } from './core/kept-session.ts';
import { FIRST_PAGE } from './core/page-sizes.ts';
import { filterOf, queryOf } from './servers/query.ts';

/**
 * A script of its own, so small that it runs while the others are still on their way: it asks for the first rows of the
 * longest list, if that is what the address of the page shows.
 */
const { path, query } = parseHash(location.hash);

if (path[0] === 'servers' && path.length === 1) {
  const address = addressOf('/servers', { query: queryOf(filterOf(query), { limit: FIRST_PAGE, cursor: undefined }) });
  const token = keptSession()?.token;
  const answer = fetch(address, { headers: token === undefined ? {} : { authorization: `Token ${token}` } });
  // Who takes the answer learns why there is none; nobody may want it.
  answer.catch(() => undefined);
  globalThis.early = { address, token, answer };
}
