import type { User } from '#lib/auth/model';
import type { Loaders } from './loaders.ts';

/** What a resolver knows of its call. */
export type Context = {
  user: User | undefined;
  /** The token that was shown, good or not. */
  token: string | undefined;
  /** What was read in this call; read again after each change. */
  loaders: Loaders;
};
