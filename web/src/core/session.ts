import { signal } from '@preact/signals';
import { forgetAll } from './kept.ts';

/** Who is logged in. Kept for this browser session (this tab) only. */
export interface Session {
  token: string;
  name: string;
}

const KEPT_AS = 'muster.session';

const kept = (): Session | undefined => {
  try {
    const text = sessionStorage.getItem(KEPT_AS);
    return text === null ? undefined : (JSON.parse(text) as Session);
  } catch {
    return undefined;
  }
};

export const session = signal<Session | undefined>(kept());

/** Why the login is shown: an answer said that a token is needed, or the person asked for it. */
export const loginAsked = signal<'needed' | 'ended' | 'left' | 'wanted' | undefined>(undefined);

/** Whether the person has just logged out: then nothing was asked for that would need a login. */
export const left = signal(false);

export const keepSession = (found: Session): void => {
  sessionStorage.setItem(KEPT_AS, JSON.stringify(found));
  session.value = found;
  left.value = false;
  loginAsked.value = undefined;
};

export const dropSession = (): void => {
  sessionStorage.removeItem(KEPT_AS);
  forgetAll();
  session.value = undefined;
};
