import { signal } from '@preact/signals';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Failure } from './failure.ts';
import { session } from './session.ts';

export interface Live<T> {
  data: T | undefined;
  /** Why the last try failed; the data are then what was known before. */
  error: unknown;
  /** When the data came, in milliseconds since 1970. */
  at: number | undefined;
  busy: boolean;
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

type State<T> = Pick<Live<T>, 'data' | 'error' | 'at' | 'busy'>;

const NOTHING = { data: undefined, error: undefined, at: undefined, busy: true };

/**
 * Loads data and loads them again every `everyMs` while somebody looks. What was there stays until the new is, so
 * nothing flickers; a load that is overtaken by a newer one is forgotten.
 */
export const useLive = <T>(load: () => Promise<T>, { everyMs, key = '' }: Options): Live<T> => {
  const [state, setState] = useState<State<T>>(NOTHING);
  const loader = useRef(load);
  loader.current = load;
  const turn = useRef(0);
  const who = session.value?.token ?? '';

  const refresh = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    setState((before) => ({ ...before, busy: true }));
    try {
      const data = await loader.current();
      if (mine === turn.current) setState({ data, error: undefined, at: Date.now(), busy: false });
    } catch (error) {
      if (mine === turn.current) setState((before) => ({ ...before, error, busy: false }));
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another key or user means other data
  useEffect(() => {
    setState(NOTHING);
    void refresh();
    const timer = setInterval(() => {
      if (!document.hidden) void refresh();
    }, everyMs);
    const seen = (): void => {
      if (!document.hidden) void refresh();
    };
    document.addEventListener('visibilitychange', seen);
    return () => {
      turn.current += 1;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [key, who, everyMs, refresh]);

  return { ...state, refresh };
};

/** Whether what was asked for is not there (any more). */
export const isMissing = (error: unknown): boolean => error instanceof Failure && error.status === 404;
