import { signal } from '@preact/signals';
import { forgetAll } from './kept.ts';
import { KEPT_AS, keptSession, type Session } from './kept-session.ts';

export const session = signal<Session | undefined>(keptSession());

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
