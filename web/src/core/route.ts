import { signal } from '@preact/signals';
import { parseHash, type Route } from './hash.ts';
import { enterPlace, followPlaces } from './place.ts';

export { parseHash } from './hash.ts';

/** The address of a view: `href(['pools', 'rack-1'])` is `#/pools/rack-1`. Empty query values are left out. */
export const href = (path: readonly string[], query: Record<string, string | undefined> = {}): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const text = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  return `#/${path.map(encodeURIComponent).join('/')}${text}`;
};

export const route = signal<Route>({ path: [], query: {} });

/** How the view that is shown was come to. */
export interface Arrival {
  /** The part after `#` of where one was before; empty at first. */
  from: string;
  /** How far the view was scrolled when it was left; undefined where one has not been. */
  scrolled: number | undefined;
}

export const arrival: { current: Arrival } = { current: { from: '', scrolled: undefined } };

export const followHash = (): void => {
  let from = '';
  const read = (): void => {
    arrival.current = { from, scrolled: enterPlace() };
    from = location.hash;
    route.value = parseHash(location.hash);
  };
  followPlaces();
  addEventListener('hashchange', read);
  read();
};

export const goTo = (path: readonly string[], query?: Record<string, string | undefined>): void => {
  location.hash = href(path, query);
};

/** Changes the query of the view that is shown, without a step in the browser's history. */
export const setQuery = (changes: Record<string, string | undefined>): void => {
  const { path, query } = route.value;
  history.replaceState(history.state, '', href(path, { ...query, ...changes }));
  route.value = parseHash(location.hash);
};
