import { useRef, useState } from 'preact/hooks';

/** What of a list is chosen, by the keys of its entries. */
export interface Selection {
  chosen: ReadonlySet<string>;
  /** Chooses an entry or not; with `range` (the shift key) everything from the one before it up to it. */
  toggle: (key: string, on: boolean, range: boolean) => void;
  choose: (keys: readonly string[], on: boolean) => void;
  clear: () => void;
}

/** The keys from one to another, in the order of the list; just the other where the one is not in it any more. */
export const rangeOf = (keys: readonly string[], from: string | undefined, to: string): readonly string[] => {
  const [a, b] = [from === undefined ? -1 : keys.indexOf(from), keys.indexOf(to)];
  return a === -1 || b === -1 ? [to] : keys.slice(Math.min(a, b), Math.max(a, b) + 1);
};

/** @param keys of the entries in the order in which they are shown. */
export const useSelection = (keys: readonly string[]): Selection => {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | undefined>(undefined);
  const choose = (changed: readonly string[], on: boolean): void =>
    setChosen((before) => {
      const next = new Set(before);
      for (const key of changed)
        if (on) next.add(key);
        else next.delete(key);
      return next;
    });
  return {
    chosen,
    choose,
    toggle: (key, on, range) => {
      choose(range ? rangeOf(keys, anchor.current, key) : [key], on);
      anchor.current = key;
    },
    clear: () => {
      anchor.current = undefined;
      setChosen(new Set());
    },
  };
};
