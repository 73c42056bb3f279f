import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { serverNow } from './clock.ts';
import { recall, remember } from './kept.ts';
import { type Answered, type Chain, entriesOf, isComplete, pagesWith, withPage } from './page-chain.ts';
import { FIRST_PAGE, NEXT_PAGE } from './page-sizes.ts';
import { session } from './session.ts';

/** While one types, the next letters wait for the answer to the ones before, but no longer than this. */
const TYPING_MS = 150;

export interface PageRequest {
  limit: number;
  cursor: string | undefined;
  signal: AbortSignal;
}

interface Options<T> {
  /** What the list is called, and with `key` what of it is asked for: under that it is kept when the view is left. */
  keep: string;
  key?: string;
  everyMs: number;
  keyOf: (entry: T) => string;
  /** Which of the known entries are likely to fit; they are shown until the API has answered. */
  likely?: (entry: T) => boolean;
}

export interface Pages<T> {
  items: readonly T[];
  /** Whether the API has answered; before, `items` are only those that are likely to be the answer. */
  answered: boolean;
  /** Whether the last page is there. */
  complete: boolean;
  loading: boolean;
  error: unknown;
  at: number | undefined;
  refresh: () => Promise<void>;
  /** Loads the next page. */
  more: () => void;
  /** Tells which entries are on the screen: their pages alone are loaded again. */
  seen: (first: number, last: number) => void;
}

interface State<T> {
  of: string;
  chain: Chain<T>;
  error: unknown;
  at: number | undefined;
}

/** A list of the API, page by page as one looks at it, and again every `everyMs` as far as it is on the screen. */
export const usePages = <T>(load: (page: PageRequest) => Promise<Answered<T>>, options: Options<T>): Pages<T> => {
  const { keep, key = '', everyMs, keyOf, likely } = options;
  const of = `${keep} ${key} ${session.value?.token ?? ''}`;
  const begin = (): State<T> => ({ of, chain: [], at: undefined, ...recall<State<T>>(of), error: undefined });
  const [kept, setState] = useState(begin);
  const [loading, setLoading] = useState(false);
  const state = kept.of === of ? kept : begin();
  const latest = useRef(state);
  latest.current = state;
  const loader = useRef(load);
  loader.current = load;
  const shown = useRef<readonly [number, number]>([0, 0]);
  const turn = useRef(new AbortController());

  /** Runs work on the chain; only the newest of them may tell what it found. */
  const work = useCallback(
    async (steps: (put: (at: number) => Promise<void>, chain: () => Chain<T>) => Promise<void>) => {
      turn.current.abort();
      const mine = new AbortController();
      turn.current = mine;
      const { signal } = mine;
      const ask = loader.current;
      let { chain } = latest.current;
      const tell = (changes: Partial<State<T>>): void => {
        if (signal.aborted) return;
        setState((before) => {
          const next = { ...(before.of === of ? before : begin()), chain, ...changes };
          remember(of, next);
          return next;
        });
      };
      const put = async (at: number): Promise<void> => {
        const cursor = chain[at]?.cursor ?? chain[at - 1]?.next;
        const page = await ask({ limit: at === 0 ? FIRST_PAGE : NEXT_PAGE, cursor, signal });
        if (signal.aborted) return;
        chain = withPage(chain, at, page);
      };
      setLoading(true);
      try {
        await steps(put, () => chain);
        tell({ error: undefined, at: serverNow() });
      } catch (error) {
        tell({ error });
      } finally {
        if (!signal.aborted) setLoading(false);
      }
    },
    [of],
  );

  /** Filters may leave a page empty though others follow. */
  const firstEntries = useCallback(
    () =>
      work(async (put, chain) => {
        const [first, last] = shown.current;
        for (const at of pagesWith(chain(), first, last)) if (at === 0 || chain()[at]) await put(at);
        while (!turn.current.signal.aborted && !isComplete(chain()) && chain().every(({ items }) => items.length === 0))
          await put(chain().length);
      }),
    [work],
  );

  const more = useCallback(() => {
    void work(async (put, chain) => {
      const before = chain().reduce((sum, { items }) => sum + items.length, 0);
      while (!turn.current.signal.aborted && !isComplete(chain())) {
        await put(chain().length);
        if (chain().reduce((sum, { items }) => sum + items.length, 0) > before) return;
      }
    });
  }, [work]);

  const seen = useCallback(
    (first: number, last: number) => {
      const { chain } = latest.current;
      shown.current = [first, last];
      if (pagesWith(chain, first, last).some((at) => chain[at]?.stale)) void firstEntries();
    },
    [firstEntries],
  );

  useEffect(() => () => turn.current.abort(), []);

  const running = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    let left = false;
    shown.current = [0, 0];
    const ask = (): void => {
      if (!left && !document.hidden) running.current = firstEntries();
    };
    // What is asked for already is seldom wanted any more, but the API is at work on it: one at a time is answered sooner.
    const pause = likely ? [running.current, new Promise((go) => setTimeout(go, TYPING_MS))] : [undefined];
    void Promise.race(pause).then(() => {
      if (!left) running.current = firstEntries();
    });
    const timer = setInterval(ask, everyMs);
    document.addEventListener('visibilitychange', ask);
    return () => {
      left = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [everyMs, firstEntries]);

  const answered = state.chain.length > 0;
  const entries = useMemo(() => entriesOf(state.chain, keyOf), [state.chain]);
  const known = useRef<readonly T[]>([]);
  if (answered && entries.length >= known.current.length) known.current = entries;
  return {
    items: answered || !likely ? entries : known.current.filter(likely),
    answered,
    complete: isComplete(state.chain),
    loading,
    error: state.error,
    at: state.at,
    refresh: firstEntries,
    more,
    seen,
  };
};
