import type { User } from '#lib/auth/model';
import type { Loaders } from './loaders.ts';

/** What a resolver knows of its call. */
export type Context = {
  user: User | undefined;
  /** What was read in this call; anew after each change. */
  loaders: Loaders;
};
