import { signal } from '@preact/signals';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { serverNow } from './clock.ts';
import { statusOf } from './failure.ts';
import { forget, recall, remember } from './kept.ts';
import { session } from './session.ts';

export interface Polling<T> {
  data: T | undefined;
  /** Why the last try failed; the data are then what was known before. */
  error: unknown;
  /** When the data came, in milliseconds since 1970. */
  at: number | undefined;
  refresh: () => Promise<void>;
}

/** A clock for whatever shows an age; one for all, so that ages move together. */
export const now = signal(serverNow());
setInterval(() => {
  if (!document.hidden) now.value = serverNow();
}, 1000);

interface Options {
  everyMs: number;
  /** Other data are shown when this changes. */
  key?: string | undefined;
  /** Under this name and `key` the data are kept when the view is left, and shown at once when one comes back. */
  keep?: string | undefined;
}

const nameOf = ({ keep = '', key = '' }: Pick<Options, 'keep' | 'key'>): string =>
  `${keep} ${key} ${session.value?.token ?? ''}`;

/** Loads what is likely to be looked at next, so that it is there at once; where it is known already, does nothing. */
export const preload = async <T>(load: () => Promise<T>, options: Pick<Options, 'keep' | 'key'>): Promise<void> => {
  const of = nameOf(options);
  if (recall(of) !== undefined) return;
  const data = await load();
  if (of === nameOf(options)) remember(of, { data, at: serverNow() });
};

type State<T> = Pick<Polling<T>, 'data' | 'error' | 'at'> & { of: string };

/**
 * Loads data, and loads them again every `everyMs` while somebody looks. What was there stays until the new is, so
 * nothing flickers; a load that is overtaken by a newer one is forgotten. What is gone (404) is not shown any more.
 */
export const usePolling = <T>(load: () => Promise<T>, { everyMs, key = '', keep }: Options): Polling<T> => {
  const of = nameOf({ keep, key });
  const begin = (): State<T> => ({
    ...{ data: undefined, at: undefined },
    ...(keep === undefined ? undefined : recall<Pick<State<T>, 'data' | 'at'>>(of)),
    error: undefined,
    of,
  });
  const [state, setState] = useState(begin);
  const loader = useRef(load);
  loader.current = load;
  const turn = useRef(0);

  const refresh = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    try {
      const data = await loader.current();
      const known = { data, at: serverNow() };
      if (mine !== turn.current) return;
      if (keep !== undefined) remember(of, known);
      setState({ ...known, error: undefined, of });
    } catch (error) {
      if (mine !== turn.current) return;
      const gone = statusOf(error) === 404;
      if (gone) forget(of);
      setState((before) => (before.of === of && !gone ? { ...before, error } : { ...begin(), error }));
    }
  }, [of]);

  useEffect(() => {
    const whenSeen = (): void => {
      if (!document.hidden) void refresh();
    };
    void refresh();
    const timer = setInterval(whenSeen, everyMs);
    document.addEventListener('visibilitychange', whenSeen);
    return () => {
      turn.current += 1;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [everyMs, refresh]);

  const { data, error, at } = state.of === of ? state : begin();
  return { data, error, at, refresh };
};
