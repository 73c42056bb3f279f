import { signal } from '@preact/signals';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
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
export const now = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1000);

interface Options {
  everyMs: number;
  /** Other data are shown when this changes. */
  key?: string;
}

type State<T> = Pick<Polling<T>, 'data' | 'error' | 'at'> & { of: string };

/**
 * Loads data, and loads them again every `everyMs` while somebody looks. What was there stays until the new is, so
 * nothing flickers; a load that is overtaken by a newer one is forgotten.
 */
export const usePolling = <T>(load: () => Promise<T>, { everyMs, key = '' }: Options): Polling<T> => {
  const of = `${key} ${session.value?.token ?? ''}`;
  const nothing: State<T> = { data: undefined, error: undefined, at: undefined, of };
  const [state, setState] = useState(nothing);
  const loader = useRef(load);
  loader.current = load;
  const turn = useRef(0);

  const refresh = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    try {
      const data = await loader.current();
      if (mine === turn.current) setState({ data, error: undefined, at: Date.now(), of });
    } catch (error) {
      if (mine !== turn.current) return;
      setState((before) => (before.of === of ? { ...before, error } : { data: undefined, at: undefined, error, of }));
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

  const { data, error, at } = state.of === of ? state : nothing;
  return { data, error, at, refresh };
};
