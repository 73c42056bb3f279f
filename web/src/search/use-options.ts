import { useEffect, useState } from 'preact/hooks';
import { messageOf, statusOf } from '../core/failure.ts';
import { actionsFor, type Option } from './actions.ts';
import { optionsFor } from './find.ts';

/** Who types faster is not asked for in between. */
const PAUSE_MS = 120;

export interface Found {
  options: readonly Option[];
  /** The text that the options are of. */
  of: string;
  error?: string;
}

/** What there is for a text; what was there stays until the new is. */
export const useOptions = (text: string, onRefused: () => void): Found => {
  const [found, setFound] = useState<Found>(() => ({ options: actionsFor(''), of: '' }));
  useEffect(() => {
    const asked = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const options = text.trim() === '' ? actionsFor('') : await optionsFor(text, asked.signal);
        if (!asked.signal.aborted) setFound({ options, of: text });
      } catch (error) {
        if (asked.signal.aborted) return;
        if (statusOf(error) === 401) onRefused();
        else setFound({ options: actionsFor(text), of: text, error: messageOf(error) });
      }
    };
    const timer = setTimeout(() => void ask(), text === '' ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [text]);
  return found;
};
